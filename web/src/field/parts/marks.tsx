/** Small signs that stand on every page. */
import type { VNode } from "vue";
import { phone, refused, unsent } from "../state";
import { to } from "../route";
import { clock, t } from "../words/words";

const SPRITE = new URL(/* @vite-ignore */ "icons.svg", import.meta.url).href;

export function icon(name: string): VNode {
  return (
    <svg class="ti" aria-hidden="true">
      <use href={`${SPRITE}#${name}`} />
    </svg>
  );
}

export type Shape = "ok" | "watch" | "act" | "stop" | "none";

export function shape(which: Shape): VNode {
  return <i class={`sh sh-${which}`} aria-hidden="true" />;
}

interface SyncSign {
  look: "ok" | "off" | "bad" | "idle";
  picture: string;
  words: string;
}

/** What may be said of the state: green only when the house answered everything, never before. */
export function syncSign(): SyncSign {
  if (phone.contact === "signed-out" || phone.contact === "other-account") return { look: "bad", picture: "lock", words: waitingWords() ?? t("Sign in again") };
  if (refused.value.length) return { look: "bad", picture: "alert-triangle", words: t("{n} sent back", { n: refused.value.length }) };
  if (phone.isSending && unsent.value.length) return { look: "off", picture: "cloud-upload", words: t("Sending {n}", { n: unsent.value.length }) };
  const waiting = waitingWords();
  if (waiting) return { look: "off", picture: phone.contact === "none" ? "cloud-off" : "cloud-upload", words: waiting };
  if (phone.contact === "none") return { look: "off", picture: "cloud-off", words: t("No network") };
  if (phone.contact === "trouble") return { look: "bad", picture: "alert-triangle", words: phone.isFull ? t("Phone is full") : t("Sync stopped") };
  if (phone.contact === "good") return { look: "ok", picture: "cloud-check", words: t("Synced {at}", { at: clock(phone.syncedAt) }) };
  return { look: "idle", picture: "refresh", words: phone.syncedAt ? t("Last {at}", { at: clock(phone.syncedAt) }) : t("Not synced yet") };
}

function waitingWords(): string | null {
  return unsent.value.length ? t("{n} not sent", { n: unsent.value.length }) : null;
}

export function syncMark(calm?: string): VNode {
  const { look, picture, words } = syncSign();
  return (
    <a class={["sync", look]} href={to("phone")} aria-live="polite">
      {icon(picture)}
      {calm && phone.contact === "none" && !unsent.value.length ? calm : words}
    </a>
  );
}

interface Head {
  title: string;
  under?: string;
  back?: string;
  mark?: VNode | null;
}

export function head({ title, under = "", back = "", mark = syncMark() }: Head): VNode {
  return (
    <header class="ph-h">
      {back ? (
        <a class="icb" href={back} aria-label={t("Back")}>
          {icon("chevron-left")}
        </a>
      ) : null}
      <div class={["hd", back ? "in" : ""]}>
        <h1>{title}</h1>
        {under ? <small>{under}</small> : null}
      </div>
      {mark}
    </header>
  );
}

/** A button that is pressed or not. */
export function choice(words: string, isOn: boolean, press: () => void, look = "oc", sign = ""): VNode {
  return (
    <button type="button" class={[look, isOn ? "on" : ""]} aria-pressed={isOn} onClick={press}>
      {sign ? icon(sign) : null}
      {words}
    </button>
  );
}

/** A state with its form, colour and word. */
export function pill(look: Shape, words: string): VNode {
  return (
    <span class={["pill", look]}>
      {shape(look)}
      {words}
    </span>
  );
}
