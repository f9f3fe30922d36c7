/** What the pages show: one reactive world, read from the shelf and the outbox after every change. */
import { computed, reactive, shallowRef } from "vue";
import type { Keeper, PullNote, Waiting } from "./keep/keeper";
import type { Bodies, Campaign, Checklist, Conflict, Due, Grid, Patrol, Place, Pulled, Target, Ticket } from "./wire/shapes";

export type Gate = "starting" | "choose" | "first" | "sign-in" | "lay-pin" | "locked" | "reopen" | "open" | "broken";
/** What the last try to reach the house came to; `never` until there was one. */
export type Contact = "never" | "good" | "none" | "signed-out" | "other-account" | "trouble";

export const phone = reactive({
  gate: "starting" as Gate,
  code: "",
  login: "",
  contact: "never" as Contact,
  isBusy: false,
  /** The house was heard in this round, and now things leave. */
  isSending: false,
  trouble: "",
  /** When the house last answered everything. */
  syncedAt: 0,
  isFull: false,
  left: 0,
  why: "" as "" | "wrong" | "dropped" | "stale" | "no-contact" | "unequal",
  choices: [] as { code: string; name: string }[],
});

export type Kept<T> = T & { id: string; version: number };

export interface World {
  places: Map<string, Kept<Place>>;
  dues: Kept<Due>[];
  checklists: Kept<Checklist>[];
  tickets: Map<string, Kept<Ticket>>;
  grids: Kept<Grid>[];
  conflicts: Kept<Conflict>[];
  campaigns: Map<string, Kept<Campaign>>;
  targets: Map<string, Kept<Target>>;
  patrols: Kept<Patrol>[];
  isSpeechOffered: boolean;
  day: string;
  me: Pulled["me"] | null;
}

const empty: World = { places: new Map(), dues: [], checklists: [], tickets: new Map(), grids: [], conflicts: [], campaigns: new Map(), targets: new Map(), patrols: [], isSpeechOffered: false, day: "", me: null };

export const world = shallowRef<World>(empty);
export const outbox = shallowRef<Waiting[]>([]);
/** The open key with its shelves; null while the phone is locked. */
export const keeper = shallowRef<Keeper | null>(null);

export const unsent = computed(() => outbox.value.filter((each) => each.state === "waiting"));
export const refused = computed(() => outbox.value.filter((each) => each.state === "refused"));
export const conflicting = computed(() => outbox.value.filter((each) => each.state === "conflict"));

type Pulls = Map<string, { version: number; body: unknown }>;

function kindOf<K extends keyof Bodies>(pulled: Pulls, kind: K): Kept<Bodies[K]>[] {
  const found: Kept<Bodies[K]>[] = [];
  for (const [name, { version, body }] of pulled) {
    if (name.startsWith(`${kind}/`)) found.push({ ...(body as Bodies[K]), id: name.slice(kind.length + 1), version });
  }
  return found;
}

export async function readShelf(open: Keeper): Promise<void> {
  const pulled = await open.pulled();
  const note: PullNote | null = await open.note();
  const cards = new Map(kindOf(pulled, "card").map(({ id, version: _, ...card }) => [id, card]));
  world.value = {
    places: new Map(kindOf(pulled, "place").map((each) => [each.id, Object.keys(each.preparation).length ? each : { ...each, preparation: cards.get(each.id) ?? {} }])),
    dues: kindOf(pulled, "due"),
    checklists: kindOf(pulled, "checklist"),
    tickets: new Map(kindOf(pulled, "ticket").map((each) => [each.id, each])),
    grids: kindOf(pulled, "grid"),
    conflicts: kindOf(pulled, "conflict"),
    campaigns: new Map(kindOf(pulled, "campaign").map((each) => [each.id, each])),
    targets: new Map(kindOf(pulled, "target").map((each) => [each.id, each])),
    patrols: kindOf(pulled, "patrol"),
    isSpeechOffered: kindOf(pulled, "setting")[0]?.is_speech_offered ?? false,
    day: note?.day ?? new Date().toISOString().slice(0, 10),
    me: note?.me ?? null,
  };
  if (note) phone.syncedAt = Math.max(phone.syncedAt, note.at);
}

export async function readOutbox(open: Keeper): Promise<void> {
  outbox.value = await open.outbox();
}

export function closeWorld(): void {
  keeper.value = null;
  world.value = empty;
  outbox.value = [];
}
