/** What waits on this phone, one line each. */
import type { VNode } from "vue";
import type { Waiting } from "../keep/keeper";
import { shape } from "./marks";
import { clock, size, type Source, t } from "../words/words";

const WHAT: Record<Waiting["label"]["what"], Extract<Source, `${string}{name}${string}`>> = {
  visit: "{name}, visit",
  report: "Report: {name}",
  note: "Note: {name}",
  accept: "{name}, accepted",
  contact: "{name}, contacted",
  finish: "{name}, finished",
  step: "{name}, one step on",
  photo: "{name}, picture",
  card: "{name}, contact card",
  patrol: "{name}, patrol",
};

export function titleOf({ label }: Waiting): string {
  return t(WHAT[label.what], { name: label.name });
}

export function waitingList(rows: Waiting[]): VNode {
  return (
    <ul class="cd pend">
      {rows.map((row) => (
        <li key={row.command.id}>
          {shape("watch")}
          <span>{titleOf(row)}</span>
          <small>{clock(row.savedAt)}</small>
          <small>{size(row.bytes)}</small>
        </li>
      ))}
    </ul>
  );
}
