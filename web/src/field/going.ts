/** 专项: one's own targets of running campaigns, what each has come to on this phone, and what is next there. */
import { computed } from "vue";
import { NOBODY_MET } from "./outcomes";
import { distance, pointOf } from "./nearness";
import { origin, visitedHere } from "./rounds";
import { type Kept, outbox, world } from "./state";
import type { Campaign, CampaignStep, Meaning, Stage, Target, VisitRecord } from "./wire/shapes";

/** In a drive one is through from here on. */
const FINISHED: ReadonlySet<Meaning> = new Set(["done", "looked_again", "held"]);
const BEFORE: Partial<Record<Meaning, Meaning>> = { looked_again: "done", held: "looked_again" };
const DAY_MS = 86_400_000;

export type Turn = "go" | "waits" | "over";

/** A target as it stands, what was said on this phone and has not been told yet included. */
export interface Door {
  target: Kept<Target>;
  campaign: Kept<Campaign>;
  stage: Stage | null;
  /** Whether the last step was one's own: then somebody else looks again. */
  isOwn: boolean;
  on: string;
  concern: string;
  outcome: string;
  isDone: boolean;
  isPending: boolean;
  turn: Turn;
  metres: number | null;
}

const steps = computed(() => {
  const found = new Map<string, { step: CampaignStep; isUnsent: boolean }>();
  for (const { command, state } of outbox.value) {
    const step = command.payload as CampaignStep;
    if (command.kind === "campaign.step" && (state === "waiting" || state === "taken")) found.set(step.target_id, { step, isUnsent: state === "waiting" });
  }
  return found;
});

const visits = computed(() => {
  const found = new Map<string, string>();
  for (const { command, state } of outbox.value) {
    if (command.kind === "visit.record" && state !== "refused") found.set((command.payload as VisitRecord).place_id, (command.payload as VisitRecord).outcome);
  }
  return found;
});

export function after(day: string, days: number): string {
  return new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);
}

/** From which day on it may be said that what was looked at again has held. */
function heldFrom(door: Pick<Door, "on" | "campaign">): string {
  return after(door.on, door.campaign.hold_days);
}

/** Whether a step to that stage would be refused: it asks for another one first, for other eyes, or for days. */
export function hindrance(door: Door, to: Stage): "" | "first" | "own" | "early" {
  const needed = BEFORE[to.meaning];
  if (!needed) return "";
  if (door.stage?.meaning !== needed) return "first";
  if (to.meaning === "looked_again") return door.isOwn ? "own" : "";
  return world.value.day < heldFrom(door) ? "early" : "";
}

/** The stage that usually comes next: concerns are heard, they are no aim. */
export function nextStage(door: Door): Stage | null {
  const at = door.campaign.stages.findIndex(({ key }) => key === door.stage?.key);
  return door.campaign.stages.slice(at + 1).find(({ meaning }) => meaning !== "concerns") ?? null;
}

export function dueOn(door: Door): string | null {
  if (door.stage?.meaning === "waiting") return door.campaign.waits_until;
  return door.stage?.meaning === "looked_again" ? heldFrom(door) : null;
}

function turnOf(door: Omit<Door, "turn">): Turn {
  const { stage, campaign, target } = door;
  if (campaign.kind === "round") return door.isDone || target.is_over ? "over" : "go";
  if (!stage) return "go";
  if (stage.meaning === "waiting") return campaign.waits_until && campaign.waits_until <= world.value.day ? "go" : "waits";
  if (!FINISHED.has(stage.meaning)) return "go";
  const next = nextStage(door as Door);
  if (!next) return "over";
  return hindrance(door as Door, next) ? "waits" : "go";
}

function doorOf(target: Kept<Target>, campaign: Kept<Campaign>): Door {
  const { step, isUnsent } = steps.value.get(target.id) ?? { step: undefined, isUnsent: false };
  const visit = visits.value.get(target.place_id);
  const stage = campaign.stages.find(({ key }) => key === (step?.stage ?? target.stage)) ?? null;
  const outcome = target.is_done ? target.outcome : (visit ?? target.outcome);
  const isMet = outcome !== "" && !NOBODY_MET.has(outcome) && outcome !== "declined";
  const from = origin.value.point;
  const point = pointOf(target);
  const door = {
    target,
    campaign,
    stage,
    isOwn: step ? true : target.is_own_step,
    on: step ? world.value.day : (target.stage_on ?? world.value.day),
    concern: step ? step.concern : target.concern,
    outcome,
    isDone: campaign.kind === "round" ? target.is_done || isMet : stage !== null && FINISHED.has(stage.meaning),
    isPending: isUnsent || (campaign.kind === "round" && visitedHere.value.includes(target.place_id)),
    metres: from && point ? distance(from, point) : null,
  };
  return { ...door, turn: turnOf(door) };
}

function byNearness(one: Door, other: Door): number {
  return (one.metres ?? Infinity) - (other.metres ?? Infinity) || one.target.name.localeCompare(other.target.name, "zh");
}

const doors = computed(() => {
  const found = [...world.value.targets.values()].flatMap((target): Door[] => {
    const campaign = world.value.campaigns.get(target.campaign_id);
    return campaign ? [doorOf(target, campaign)] : [];
  });
  return found.sort(byNearness);
});

export function doorOfTarget(id: string): Door | null {
  return doors.value.find(({ target }) => target.id === id) ?? null;
}

export interface Part {
  campaign: Kept<Campaign>;
  go: Door[];
  waits: Door[];
  over: Door[];
  done: number;
}

function partOf(campaign: Kept<Campaign>): Part {
  const own = doors.value.filter((door) => door.campaign.id === campaign.id);
  const turn = (which: Turn) => own.filter((door) => door.turn === which);
  // What did not come along because there are so many is at its end: the house sends what is open first.
  const done = own.filter(({ isDone }) => isDone).length + Math.max(0, campaign.count - own.length);
  return { campaign, go: turn("go"), waits: turn("waits"), over: turn("over"), done };
}

/** One's own part of each running campaign, the one that ends first above. */
export const parts = computed<Part[]>(() =>
  [...world.value.campaigns.values()].sort((one, other) => one.ends_on.localeCompare(other.ends_on) || one.name.localeCompare(other.name, "zh")).map(partOf),
);

export const toGo = computed(() => parts.value.reduce((sum, part) => sum + part.go.length, 0));

/** The nearest door of a campaign at which something is to be done now, besides one. */
export function nextDoor(campaign: string, besides: string): Door | null {
  return parts.value.find((part) => part.campaign.id === campaign)?.go.find(({ target, isPending }) => target.id !== besides && !isPending) ?? null;
}
