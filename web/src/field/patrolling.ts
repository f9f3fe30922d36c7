/** A patrol while one walks it: what was found leaves at once, what was not reached with the end. */
import { computed } from "vue";
import type { Draft, Photo } from "./keep/keeper";
import type { Taken } from "./photo";
import { draftOf, picturesOf } from "./saving";
import { type Kept, outbox, world } from "./state";
import { uuid7 } from "./uuid7";
import type { ChecklistItem, MissedWhy, Patrol, PatrolFinding, PatrolRecord, PatrolStop } from "./wire/shapes";
import type { Word } from "./words/words";

export const REASONS: readonly (readonly [MissedWhy, Word])[] = [
  ["closed", "Door closed"],
  ["blocked", "No way through"],
  ["weather", "Weather"],
  ["urgent", "Something urgent"],
  ["other", "Another reason"],
];
const PARTS = ["morning", "afternoon", "evening", "night"];

export interface FindingForm {
  words: string;
  where: string;
  item: string;
  how: "" | "spot" | "report";
}

export type MissedForm = Record<string, { reason: MissedWhy; note: string }>;

export function blankFinding(): FindingForm {
  return { words: "", where: "", item: "", how: "" };
}

const said = computed(() => outbox.value.filter(({ command, state }) => command.kind === "patrol.record" && state !== "refused").map(({ command }) => command.payload as PatrolRecord));

/** What I am to walk and have not ended here, the earliest first. */
export const myPatrols = computed<Kept<Patrol>[]>(() => {
  const over = new Set(said.value.filter(({ is_over }) => is_over).map(({ shift_id }) => shift_id));
  const turn = (patrol: Patrol) => `${patrol.planned_on}${PARTS.indexOf(patrol.part)}`;
  return world.value.patrols.filter(({ id }) => !over.has(id)).sort((one, other) => turn(one).localeCompare(turn(other)));
});

/** Findings of a shift that still lie here. */
export function foundHere(shift: string): PatrolFinding[] {
  return said.value.filter(({ shift_id }) => shift_id === shift).flatMap(({ findings }) => findings);
}

/** What may be looked at there, from the checklist of the stop. */
export function itemsOf(stop: PatrolStop): ChecklistItem[] {
  const list = world.value.checklists.find(({ id }) => id === stop.checklist_id);
  return (list?.items ?? []).filter(({ kind, show_if }) => kind === "look" && !show_if);
}

/** A finding as it was sent, in the form in which it was written. */
export function formOf(finding: PatrolFinding, stop: PatrolStop | null): FindingForm {
  const item = stop && itemsOf(stop).find(({ name }) => name === finding.item);
  const start = item ? `${item.label}：` : "";
  const words = finding.words.startsWith(start) ? finding.words.slice(start.length) : finding.words;
  return { words, where: finding.where ?? "", item: item?.name ?? "", how: finding.on_spot_line ? "spot" : "report" };
}

/** Mended it keeps its ids: whatever happens, it can be there only once. */
export function findingOf(patrol: Kept<Patrol>, stop: PatrolStop | null, form: FindingForm, taken: Taken[], before: PatrolFinding | null = null): { drafts: Draft[]; photos: Photo[] } {
  const item = stop && itemsOf(stop).find(({ name }) => name === form.item);
  const words = [item?.label, form.words.trim()].filter(Boolean).join("：");
  const finding: PatrolFinding = {
    finding_id: before?.finding_id ?? uuid7(),
    ticket_id: before?.ticket_id ?? uuid7(),
    words,
    ...(stop ? { stop_id: stop.id } : {}),
    ...(form.where.trim() ? { where: form.where.trim() } : {}),
    ...(item ? { item: item.name } : {}),
    ...(form.how === "spot" ? { on_spot_line: form.words.trim() } : {}),
  };
  const draft = draftOf("patrol.record", { shift_id: patrol.id, findings: [finding], missed: [], is_over: false }, { what: "patrol", name: patrol.name });
  const pictures = picturesOf(taken, { kind: "finding", id: finding.finding_id }, draft.id, patrol.name);
  return { drafts: [draft, ...pictures.drafts], photos: pictures.photos };
}

export function endOf(patrol: Kept<Patrol>, missed: MissedForm): Draft {
  const named = patrol.stops.flatMap(({ id }) => {
    const why = missed[id];
    return why ? [{ stop_id: id, reason: why.reason, note: why.note.trim() }] : [];
  });
  return draftOf("patrol.record", { shift_id: patrol.id, findings: [], missed: named, is_over: true }, { what: "patrol", name: patrol.name });
}
