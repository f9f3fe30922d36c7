/** The phone's page: a gate with a PIN, and behind it today's round. */
import { type Component, createApp, defineComponent, h } from "vue";
import { CampaignPage } from "./pages/campaign";
import { CardPage } from "./pages/card";
import { gate, languageSwitch } from "./pages/gate";
import { MapPage } from "./pages/map";
import { Note } from "./pages/note";
import { PatrolPage } from "./pages/patrol";
import { PhonePage } from "./pages/phone";
import { PlacePage } from "./pages/place";
import { Saved } from "./pages/saved";
import { Scan } from "./pages/scan";
import { TargetPage } from "./pages/target";
import { TicketPage } from "./pages/ticket";
import { Today } from "./pages/today";
import { Visit } from "./pages/visit";
import { grow, isBig } from "./parts/look";
import { route } from "./route";
import { start } from "./session";
import { phone } from "./state";
import { language, show } from "./words/words";
import "./styles/app.css";

const PAGES: Record<string, Component> = { today: Today, visit: Visit, saved: Saved, place: PlacePage, note: Note, ticket: TicketPage, scan: Scan, map: MapPage, patrol: PatrolPage, phone: PhonePage, campaign: CampaignPage, target: TargetPage, card: CardPage };

const App = defineComponent(() => () => {
  if (phone.gate !== "open") return [gate(), languageSwitch()];
  const page = PAGES[route.value.page] ?? Today;
  // Another place is another page, with a form of its own.
  return h(page, { key: [route.value.page, route.value.id, route.value.more.get("due"), route.value.more.get("mend")].join("/") });
});

show(language.value);
grow(isBig.value);
createApp(App).mount("#app");
void start();
if ("serviceWorker" in navigator) void navigator.serviceWorker.register("/field/sw.js", { scope: "/field/" });
