/** 今天: who is due, nearest first, and the tickets in hand. */
import { computed, defineComponent, ref } from "vue";
import { kindWord, reasonOf } from "../outcomes";
import { icon, shape, syncMark } from "../parts/marks";
import { grow, isBig } from "../parts/look";
import { go, route, to } from "../route";
import { allStops, myGrids, myTickets, onTheWay, origin, ownPosition, promised, type Stop, visitedHere, way } from "../rounds";
import { phone, world } from "../state";
import { longDay, metres, t } from "../words/words";
import { parts, toGo } from "../going";
import { Campaigns } from "./campaign";
import { Patrols } from "./patrol";
import { ticketCard } from "./ticket";

function line({ due, place }: Stop): string {
  const [from, until] = [place.quiet_from?.slice(0, 5), place.quiet_until?.slice(0, 5)];
  const quiet = from && until ? t("quiet {from} to {until}", { from, until }) : "";
  return [reasonOf(due, place.visited_at, world.value.day), quiet].filter(Boolean).join(t(", ")) || place.address;
}

function card(stop: Stop) {
  const { due, place, metres: far } = stop;
  return (
    <li class="pc" key={due.id}>
      <a href={to("visit", place.id, { due: due.id })}>
        <span class="bd none">
          {shape("none")}
          <em>{t("Not known")}</em>
        </span>
        <span class="tx">
          <span class="t1">
            <b>{place.name}</b>
            <em>{far === null ? "" : metres(far)}</em>
          </span>
          <span class="t2">
            {kindWord(due.kind)}
            <i>{line(stop)}</i>
          </span>
        </span>
        {icon("chevron-right")}
      </a>
    </li>
  );
}

function myGrid(): string {
  const mine = myGrids.value.map((grid) => grid.name);
  return mine.length > 1 ? t("{n} grids", { n: mine.length }) : (mine[0] ?? "");
}

const Round = defineComponent(() => {
  const asked = ref("");
  function locate(): void {
    if (ownPosition.value) {
      ownPosition.value = null;
      return;
    }
    asked.value = t("Looking …");
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        ownPosition.value = { lon: coords.longitude, lat: coords.latitude };
        asked.value = "";
      },
      () => (asked.value = t("No position. Sorted as before.")),
      { maximumAge: 60_000, timeout: 15_000 },
    );
  }
  const from = computed(() => (ownPosition.value ? t("from where you stand") : origin.value.name ? t("from {name}", { name: origin.value.name }) : t("from the middle of the grid")));
  return () => (
    <>
      <Patrols />
      {promised.value.length ? (
        <section>
          <div class="ln gl">
            <h2 class="gh">{t("First, because it was agreed")}</h2>
          </div>
          <ul class="cd">{promised.value.map(card)}</ul>
        </section>
      ) : null}
      {onTheWay.value.length ? (
        <section>
          <div class="ln gl">
            <h2 class="gh">{way.value ? t("{n} on the way, about {far} km", { n: onTheWay.value.length, far: (way.value / 1000).toFixed(1) }) : t("{n} to visit", { n: onTheWay.value.length })}</h2>
            <span class="sp" />
            <a class="lk" href={to("map")}>
              {icon("map-2")}
              {t("Map")}
            </a>
          </div>
          <ul class="cd">{onTheWay.value.map(card)}</ul>
          <p class="cap ln under">
            <span>{asked.value || t("Nearness counts {from}.", { from: from.value })}</span>
            <span class="sp" />
            <button type="button" class="lk" onClick={locate}>
              {icon("current-location")}
              {ownPosition.value ? t("Do not use my position") : t("Sort by my position")}
            </button>
          </p>
        </section>
      ) : null}
      {allStops.value.length === 0 ? (
        <section class="nothing">
          <p>{world.value.me === null ? t("Nothing is here yet. It comes with the first sync.") : t("Nobody is due today. Note down what you see, or look at your tickets.")}</p>
          <a class="lk" href={to("map")}>
            {icon("map-2")}
            {t("Map")}
          </a>
        </section>
      ) : null}
      {visitedHere.value.length ? <p class="cap">{t("{n} visited, not sent yet", { n: visitedHere.value.length })}</p> : null}
    </>
  );
});

const Tickets = () => (
  <section>
    {myTickets.value.length ? (
      <ul class="cd">{myTickets.value.map(ticketCard)}</ul>
    ) : (
      <div class="nothing">
        <p>{t("No ticket waits for you.")}</p>
      </div>
    )}
  </section>
);

const TABS: ReadonlySet<string> = new Set(["tickets", "campaigns"]);

export const Today = defineComponent(() => {
  const tab = () => (TABS.has(route.value.more.get("tab") ?? "") ? route.value.more.get("tab") : "visits");
  return () => (
    <div class="ph">
      <header class="ph-h today">
        <div class="hd">
          <h1>{t("Today")}</h1>
          <small>
            <span>{[longDay(world.value.day), myGrid() ? "·" : ""].join("")}</span>
            {myGrid() ? <span>{myGrid()}</span> : null}
          </small>
        </div>
        {syncMark()}
        <button type="button" class="az" aria-label={t("Big type")} aria-pressed={isBig.value} onClick={() => grow(!isBig.value)}>
          {icon("text-size")}
        </button>
      </header>
      <nav class={["sg", parts.value.length ? "three" : ""]} aria-label={t("Today's work")}>
        <a class={tab() === "visits" ? "on" : ""} href={to("today")} aria-current={tab() === "visits" ? "page" : undefined}>
          {t("To visit")} <b>{allStops.value.length}</b>
        </a>
        <a class={tab() === "tickets" ? "on" : ""} href={to("today", "", { tab: "tickets" })} aria-current={tab() === "tickets" ? "page" : undefined}>
          {t("Tickets in hand")} <b>{myTickets.value.length}</b>
        </a>
        {parts.value.length ? (
          <a class={tab() === "campaigns" ? "on" : ""} href={to("today", "", { tab: "campaigns" })} aria-current={tab() === "campaigns" ? "page" : undefined}>
            {t("Campaigns")} <b>{toGo.value}</b>
          </a>
        ) : null}
      </nav>
      <main class="ph-b">
        {phone.isFull ? <p class="warn">{t("This phone is full. Nothing is lost, but new things may not fit: delete pictures or apps.")}</p> : null}
        {tab() === "visits" ? <Round /> : tab() === "campaigns" ? <Campaigns /> : <Tickets />}
      </main>
      <footer class="ph-f">
        <button type="button" class="pb" onClick={() => go("scan")}>
          {icon("qrcode")}
          {t("Scan")}
        </button>
        <button type="button" class="pb pri" onClick={() => go("note")}>
          {icon("plus")}
          {t("Note something")}
        </button>
      </footer>
    </div>
  );
});

