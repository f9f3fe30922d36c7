/** A visit while it is written down, and the commands it becomes. */
import { codeIn } from "./card";
import type { Draft, Photo } from "./keep/keeper";
import { NOBODY_MET } from "./outcomes";
import type { Taken } from "./photo";
import { draftOf, lastAbout, picturesOf } from "./saving";
import { shows, type Values } from "./show_if";
import { type Kept, world } from "./state";
import type { Answer, Checklist, ChecklistItem, Due, Need, Place, Said, VisitRecord } from "./wire/shapes";
import { uuid7 } from "./uuid7";

export type Way = "" | "spot" | "report";

export interface Look {
  value: "" | "fine" | "issue" | "na";
  note: string;
  how: Way;
}

export interface Form {
  outcome: string;
  answer: Answer | "";
  /** By checklist, then by item; what nobody touched is not there. */
  looks: Record<string, Record<string, Look>>;
  values: Record<string, Record<string, string>>;
  /** What was said last time: shown, and sent only where something depends on it. */
  facts: Record<string, Record<string, string>>;
  participants: number;
  services: string[];
  materials: { name: string; count: number }[];
  heard: string;
  heardHow: "" | "note" | "report";
  followUpOn: string;
  /** What was typed or scanned of the contact card that was left there. */
  card: string;
}

export const MOST_PEOPLE = 30;
const LOOKS_AT_ONCE = 4;

export function blank(materials: string[]): Form {
  return { outcome: "", answer: "", looks: {}, values: {}, facts: {}, participants: 1, services: [], materials: materials.map((name) => ({ name, count: 0 })), heard: "", heardHow: "", followUpOn: "", card: "" };
}

/** How much there is to read before one can press; a list without anything to look at comes last. */
function wordiness(list: Checklist): number {
  const looks = list.items.filter((item) => item.kind === "look").slice(0, LOOKS_AT_ONCE);
  return looks.length ? looks.reduce((sum, item) => sum + item.label.length, 0) / looks.length : Infinity;
}

/** The lists to look at here, the one with the shortest words first: its looks are at hand. */
export function listsFor(place: Place, kind: string): Kept<Checklist>[] {
  const fits = (wanted: string[] | undefined, found: string) => !wanted?.length || wanted.includes(found);
  return world.value.checklists
    .filter((list) => fits(list.visit_kinds, kind) && fits(list.place_kinds, place.kind))
    .sort((one, other) => wordiness(one) - wordiness(other) || one.code.localeCompare(other.code));
}

export function valuesOf(form: Form, list: string): Values {
  const looks = Object.entries(form.looks[list] ?? {}).map(([name, look]) => [name, look.value]);
  return { ...form.facts[list], ...Object.fromEntries(looks), ...form.values[list] } as Values;
}

export function itemsShown(list: Kept<Checklist>, form: Form): ChecklistItem[] {
  const values = valuesOf(form, list.id);
  return list.items.filter((item) => item.kind !== "location" && item.kind !== "photo" && shows(item.show_if, values));
}

export interface LookAt {
  list: Kept<Checklist>;
  item: ChecklistItem;
}

/** The four looks at hand, and everything else that may be asked. */
export function divided(lists: Kept<Checklist>[], form: Form): { atHand: LookAt[]; more: { list: Kept<Checklist>; items: ChecklistItem[] }[] } {
  const [first] = lists;
  const atHand = first ? itemsShown(first, form).filter((item) => item.kind === "look").slice(0, LOOKS_AT_ONCE).map((item) => ({ list: first, item })) : [];
  const taken = new Set(atHand.map(({ item }) => item));
  const more = lists.map((list) => ({ list, items: itemsShown(list, form).filter((item) => !taken.has(item)) })).filter(({ items }) => items.some((item) => item.kind !== "note"));
  return { atHand, more };
}

export function lookOf(form: Form, list: string, name: string): Look {
  return form.looks[list]?.[name] ?? { value: "", note: "", how: "" };
}

export function setLook(form: Form, list: string, name: string, look: Look): void {
  const looks = (form.looks[list] ??= {});
  if (look.value) looks[name] = look;
  else delete looks[name];
}

/** The first issue that still lacks its line or its way; null where all is said. */
export function unfinished(form: Form, lists: Kept<Checklist>[]): { list: string; name: string } | null {
  for (const list of lists) {
    for (const item of itemsShown(list, form)) {
      const look = form.looks[list.id]?.[item.name];
      if (look?.value === "issue" && (!look.note.trim() || !look.how)) return { list: list.id, name: item.name };
    }
  }
  return null;
}

function answersOf(form: Form, lists: Kept<Checklist>[]): VisitRecord["answers"] {
  return lists.flatMap((list) => {
    const items: Record<string, Said> = {};
    for (const item of itemsShown(list, form)) {
      const look = form.looks[list.id]?.[item.name];
      const value = form.values[list.id]?.[item.name]?.trim();
      if (look?.value) items[item.name] = { value: look.value, note: look.note.trim() };
      else if (value) items[item.name] = { value, note: "" };
    }
    addGrounds(items, list, form);
    return Object.keys(items).length ? [{ checklist_id: list.id, version: list.version_number, items }] : [];
  });
}

/** Facts of last time on which an answer depends go along, or the house would not see why it was asked. */
function addGrounds(items: Record<string, Said>, list: Kept<Checklist>, form: Form): void {
  const conditions = new Map(list.items.map((item) => [item.name, item.show_if ?? ""]));
  const open = Object.keys(items);
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    for (const [, ground = ""] of (conditions.get(name) ?? "").matchAll(/\$\{\s*(\w+)\s*\}/g)) {
      const value = form.facts[list.id]?.[ground];
      if (items[ground] || value === undefined) continue;
      items[ground] = { value, note: "" };
      open.push(ground);
    }
  }
}

export interface Found {
  words: string;
  how: "spot" | "report";
}

function issuesOf(form: Form, lists: Kept<Checklist>[]): (Found & { class_code: string; item: string })[] {
  return lists.flatMap((list) =>
    itemsShown(list, form).flatMap((item) => {
      const look = form.looks[list.id]?.[item.name];
      if (look?.value !== "issue" || !look.how) return [];
      return [{ words: `${item.label}：${look.note.trim()}`, how: look.how, class_code: item.class ?? "", item: item.name }];
    }),
  );
}

/** The ids of a visit that is mended stay: whatever happens, it can be there only once. */
function needsOf(form: Form, lists: Kept<Checklist>[], before: VisitRecord | null): Need[] {
  const idOf = (item?: string) => before?.needs.find((need) => need.item === item)?.ticket_id ?? uuid7();
  const needs: Need[] = issuesOf(form, lists).map(({ words, how, class_code, item }) => ({
    ticket_id: idOf(item),
    words,
    item,
    ...(class_code ? { class_code } : {}),
    ...(how === "spot" ? { on_spot_line: words } : {}),
  }));
  if (form.heard.trim() && form.heardHow === "report") needs.push({ ticket_id: idOf(), words: form.heard.trim() });
  return needs;
}

export interface Written {
  place: string;
  name: string;
  kind: string;
  outcome: string;
  answer: Answer | "";
  why: string;
  found: Found[];
  note: string;
  pictures: number;
  ids: string[];
  /** It took the place of what was sent back: to take it back would lose both. */
  isMended?: boolean;
  /** The target that made a step, and the stage it has come to. */
  step?: { target: string; campaign: string; title: string; concern: string };
}

export interface Going {
  drafts: Draft[];
  photos: Photo[];
  written: Written;
}

/** A visit as it was sent, in the form in which it was written. */
export function formOf(visit: VisitRecord, code: string, materials: string[]): Form {
  const form = blank(materials);
  for (const { checklist_id: id, items } of visit.answers) {
    const looks = new Set(world.value.checklists.find((list) => list.id === id)?.items.filter(({ kind }) => kind === "look").map(({ name }) => name));
    for (const [name, said] of Object.entries(items)) {
      const need = visit.needs.find(({ item }) => item === name);
      if (looks.has(name)) setLook(form, id, name, { value: said.value as Look["value"], note: said.note, how: !need ? "" : need.on_spot_line ? "spot" : "report" });
      else (form.values[id] ??= {})[name] = said.value;
    }
  }
  const heard = visit.needs.find(({ item }) => !item);
  const given = new Map([...form.materials, ...visit.materials].map(({ name, count }) => [name, count]));
  return Object.assign(form, {
    outcome: visit.outcome,
    answer: visit.return_for?.answer ?? "",
    participants: visit.participants,
    services: visit.services,
    materials: [...given].map(([name, count]) => ({ name, count })),
    heard: heard?.words ?? visit.note,
    heardHow: heard ? "report" : visit.note ? "note" : "",
    followUpOn: visit.agreed_follow_up_on ?? "",
    card: code,
  } satisfies Partial<Form>);
}

export type Asks = Pick<Due, "ticket_id" | "question">;

/** The ticket whose effect a return visit went to see: what was sent says it, else what is still due there. */
export function askedBy(visit: VisitRecord): Asks | null {
  const asked = visit.return_for?.ticket_id;
  const due = world.value.dues.find(({ ticket_id, place_id, kind }) => (asked ? ticket_id === asked : visit.kind === "return" && kind === "return" && place_id === visit.place_id));
  return due ?? (asked ? { ticket_id: asked, question: null } : null);
}

export function commandsOf(form: Form, place: Kept<Place>, due: Asks | null, kind: string, taken: Taken[], before: VisitRecord | null = null): Going {
  const lists = listsFor(place, kind);
  const payload: VisitRecord = {
    visit_id: before?.visit_id ?? uuid7(),
    place_id: place.id,
    kind,
    outcome: form.outcome,
    answers: answersOf(form, lists),
    services: NOBODY_MET.has(form.outcome) ? [] : form.services,
    materials: form.materials.filter(({ count }) => count > 0),
    note: form.heardHow === "report" ? "" : form.heard.trim(),
    needs: needsOf(form, lists, before),
    participants: form.participants,
    agreed_follow_up_on: form.followUpOn || null,
    return_for: kind === "return" && due?.ticket_id && form.answer ? { ticket_id: due.ticket_id, answer: form.answer } : null,
  };
  const visit = draftOf("visit.record", payload, { what: "visit", name: place.name }, null, due?.ticket_id ? lastAbout(due.ticket_id) : []);
  const pictures = picturesOf(taken, { kind: "visit", id: payload.visit_id }, visit.id, place.name);
  const found: Found[] = payload.needs.map(({ words, on_spot_line }) => ({ words, how: on_spot_line ? "spot" : "report" }));
  const drafts: Draft[] = [visit, ...pictures.drafts];
  const code = place.card ? "" : codeIn(form.card);
  // With a receipt of its own: a code that is refused never costs the visit.
  if (code) drafts.push(draftOf("card.bind", { visit_id: payload.visit_id, code }, { what: "card", name: place.name }, null, [visit.id]));
  const written = { place: place.id, name: place.name, kind, outcome: form.outcome, answer: form.answer, why: due?.question ?? "", found, note: payload.note, pictures: taken.length, ids: drafts.map(({ id }) => id) };
  return { drafts, photos: pictures.photos, written };
}
