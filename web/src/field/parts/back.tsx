/** What stands above a form that was sent back, and where it was sent again already. */
import type { VNode } from "vue";
import type { Waiting } from "../keep/keeper";
import { picturesOn } from "../mending";
import { to } from "../route";
import { t } from "../words/words";
import { head } from "./marks";

export function whyBack(row: Waiting): string {
  return row.answer?.message || t("The house did not take it.");
}

export function sentBack(row: Waiting | null): VNode | null {
  if (!row) return null;
  const pictures = picturesOn(row);
  return (
    <div class="warn" role="status">
      <b>{t("Sent back:")}</b> {whyBack(row)}
      <p class="cap">{[t("Everything is as you wrote it. Put right what is said, and save; it is sent once."), pictures ? t("{n} pictures go along again.", { n: pictures }) : ""].filter(Boolean).join(" ")}</p>
    </div>
  );
}

export function goneAlready(): VNode {
  return <div class="ph">{head({ title: t("Not here"), under: t("It was sent again already, or deleted here."), back: to("phone") })}</div>;
}
