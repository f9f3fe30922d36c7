import "@tabler/core/dist/css/tabler.min.css"; // Tabler first: our sheet overrides it
import "./styles/desk.css";
import htmx from "htmx.org/dist/htmx.esm.js";
import { listenForChoices } from "./choices";
import { listenForCopying } from "./copying";
import { listenForFiles } from "./files";
import { listenForKeys } from "./keys";
import { listenForMenus } from "./menus";
import { listenForPhrases } from "./phrases";
import { listenForPrinting } from "./printing";
import { listenForSending } from "./sending";
import { listenForShowing } from "./showing";
import { showWhereWeAre } from "./strips";
import { listenForTaking } from "./taking";

// The security policy allows neither inline styles nor eval; htmx must not try.
htmx.config.includeIndicatorStyles = false;
htmx.config.allowEval = false;
htmx.config.allowScriptTags = false;
htmx.config.selfRequestsOnly = true;
htmx.config.historyCacheSize = 0; // pages hold people's matters: keep none in the browser's storage
htmx.config.attributesToSettle = ["class"]; // a box that somebody drew larger has a style of the browser's, which no script may copy
htmx.config.ignoreTitle = true; // a part that comes later does not rename the page it comes into
htmx.config.responseHandling = [
  { code: "204", swap: false },
  { code: "[23]..", swap: true },
  { code: "[45]..", swap: true, error: true, target: "#said", swapOverride: "innerHTML" },
];

// The browser focuses after its first paint, by when a quick hand has typed: the first letters must not be taken for commands.
document.querySelector<HTMLElement>("main [autofocus]")?.focus();
listenForKeys();
listenForMenus();
listenForChoices();
listenForCopying();
listenForFiles();
listenForPhrases();
listenForPrinting();
listenForSending();
listenForShowing();
listenForTaking();
showWhereWeAre();
