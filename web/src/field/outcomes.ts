/** How a visit went and what kind it was: the codes of the house with our words. */
import type { Due } from "./wire/shapes";
import { t, type Word } from "./words/words";

export const OUTCOMES: readonly (readonly [code: string, word: Word])[] = [
  ["met", "Met the one in charge"],
  ["staff_only", "Staff only"],
  ["not_open", "Not open now"],
  ["come_later", "Come later"],
  ["declined", "Rather not"],
  ["moved", "Moved"],
  ["vacant", "Vacant"],
  ["closed_down", "Closed down"],
  ["not_found", "Not found"],
];

const KINDS: Record<string, Word> = { routine: "Routine", targeted: "Targeted", return: "Return visit", joint: "Joint visit", patrol: "Patrol" };

export function kindWord(kind: string): string {
  const word = KINDS[kind];
  return word ? t(word) : kind;
}

const WHYS: Record<string, Word> = { agreed: "Agreed", ticket: "A ticket was handled", asked: "They asked for it", planned: "Planned by the office", never: "Nobody has been there yet" };
const DAY_MS = 86_400_000;

/** What was promised to the place: these come first. */
export const PROMISED: ReadonlySet<string> = new Set(["agreed", "ticket", "asked"]);

/** Why somebody goes there, in a line. */
export function reasonOf(due: Due, visitedAt: string | null, day: string): string {
  if (due.question) return due.question;
  if (due.why === "period" && visitedAt) return t("{n} days since the last visit", { n: Math.max(1, Math.round((Date.parse(day) - Date.parse(visitedAt)) / DAY_MS)) });
  const word = WHYS[due.why];
  return word ? t(word) : "";
}

/** At these nobody was spoken to and nothing was seen inside. */
export const NOBODY_MET: ReadonlySet<string> = new Set(["not_open", "come_later", "moved", "vacant", "closed_down", "not_found"]);
