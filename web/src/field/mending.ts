/**
 * What the rules sent back, opened again where it was written. The mended entry is a new command with the ids of the old one inside;
 * it takes the old one's place in one step, so that neither is both kept and sent, and its pictures go along.
 */
import { computed, type ComputedRef } from "vue";
import type { Draft, Waiting } from "./keep/keeper";
import { route, to } from "./route";
import { outbox, world } from "./state";
import { uuid7 } from "./uuid7";
import type { Kind, PatrolRecord, Payloads } from "./wire/shapes";

const HANGS: ReadonlySet<Kind> = new Set<Kind>(["photo.attach", "card.bind"]);

function isOf<K extends Kind>(row: Waiting, ...kinds: K[]): row is Waiting & { command: { kind: K; payload: Payloads[K] } } {
  return (kinds as Kind[]).includes(row.command.kind);
}

/** The address at which it was written, if that page is still to be had; a picture is chosen anew. */
export function pageOf(row: Waiting): string {
  const mend = { mend: row.command.id };
  if (isOf(row, "visit.record")) return to("visit", row.command.payload.place_id, mend);
  if (isOf(row, "ticket.open")) return to("note", "", { ...mend, ...(row.command.payload.place_id ? { place: row.command.payload.place_id } : {}) });
  if (isOf(row, "note.write")) return to("note", "", mend);
  if (isOf(row, "patrol.record")) return world.value.patrols.some(({ id }) => id === (row.command.payload as PatrolRecord).shift_id) ? to("patrol", row.command.payload.shift_id, mend) : "";
  if (isOf(row, "ticket.accept", "ticket.contact", "ticket.finish")) return world.value.tickets.has(row.command.payload.ticket_id) ? to("ticket", row.command.payload.ticket_id, mend) : "";
  if (isOf(row, "campaign.step")) return world.value.targets.has(row.command.payload.target_id) ? to("target", row.command.payload.target_id, mend) : "";
  if (isOf(row, "card.bind")) return to("card", "", mend);
  return "";
}

export interface Mending {
  /** The entry, as long as it lies here refused. */
  row: ComputedRef<Waiting | null>;
  /** The address asks for one that was sent meanwhile, or let go of. */
  isGone: ComputedRef<boolean>;
}

/** What this page is to mend; asked once, when the page begins. */
export function mending(): Mending {
  const id = route.value.more.get("mend");
  const row = computed(() => outbox.value.find(({ command, state }) => command.id === id && state === "refused") ?? null);
  return { row, isGone: computed(() => id !== null && row.value === null) };
}

export function payloadOf<K extends Kind>(row: Waiting | null, ...kinds: K[]): Payloads[K] | null {
  return row && isOf(row, ...kinds) ? (row.command.payload as Payloads[K]) : null;
}

/** What was to follow it: its pictures, and the card that was left there. */
export function hungOn(row: Waiting): Waiting[] {
  return outbox.value.filter(({ command, state }) => HANGS.has(command.kind) && command.after.includes(row.command.id) && (state === "refused" || state === "waiting"));
}

export function picturesOn(row: Waiting | null): number {
  return row ? hungOn(row).filter(({ command }) => command.kind === "photo.attach").length : 0;
}

/** The code of the card that was left there, as it was sent. */
export function cardOf(row: Waiting | null): string {
  const bound = row ? hungOn(row).find(({ command }) => command.kind === "card.bind") : undefined;
  return payloadOf(bound ?? null, "card.bind")?.code ?? "";
}

/** Where the mended half-written entry lies on this phone, apart from a new one at the same place. */
export function draftNameOf(row: Waiting | null, other: string): string {
  return row ? `draft/mend/${row.command.id}` : other;
}

export interface Instead {
  drafts: Draft[];
  /** Each old command with the new one that takes its place; an empty one where nothing does. */
  instead: Map<string, string>;
}

/** The first of these drafts takes the place of what was sent back; the pictures of the old entry follow it. */
export function insteadOf(row: Waiting | null, drafts: Draft[]): Instead {
  const [main, ...others] = drafts;
  const instead = new Map<string, string>();
  if (!row || !main) return { drafts, instead };
  const hung = hungOn(row);
  const onTheWay = new Set(outbox.value.filter(({ state }) => state === "waiting" || state === "taken").map(({ command }) => command.id));
  const mended: Draft = {
    ...main,
    // What came before and was refused would have it refused once more.
    after: [...new Set([...main.after, ...row.command.after])].filter((id) => onTheWay.has(id)),
    // It happened when it was written; only a moment still to come was the clock's mistake.
    madeAt: new Date(Math.min(Date.parse(row.command.made_at), Date.now())),
  };
  instead.set(row.command.id, mended.id);
  const pictures = hung.flatMap((each): Draft[] => {
    const id = each.command.kind === "photo.attach" ? uuid7() : "";
    instead.set(each.command.id, id);
    return id ? [{ id, kind: each.command.kind, payload: each.command.payload, after: [mended.id], seen: null, label: each.label }] : [];
  });
  return { drafts: [mended, ...others, ...pictures], instead };
}
