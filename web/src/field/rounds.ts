/** Today's round: who is due, in which order, and what of it already lies in the outbox. */
import { computed, ref } from "vue";
import { PROMISED } from "./outcomes";
import { distance, type Point, pointOf, wayLength } from "./nearness";
import { type Kept, outbox, world } from "./state";
import type { Due, Grid, Place, VisitRecord } from "./wire/shapes";

/** Set only when the person asked for it on this page; never stored, never sent. */
export const ownPosition = ref<Point | null>(null);

export interface Stop {
  due: Kept<Due>;
  place: Kept<Place>;
  metres: number | null;
}

const visits = computed(() => outbox.value.filter((each) => each.command.kind === "visit.record" && each.state !== "refused"));

/** Places that were visited and whose visit still waits here, the latest last. */
export const visitedHere = computed(() => visits.value.map((each) => (each.command.payload as VisitRecord).place_id));

/** The place visited last, also before the last reload: it stays in the outbox or on the shelf. */
export const lastVisited = ref<string | null>(null);

export type Box = [west: number, south: number, east: number, north: number];

/** The box around a grid that has a border. */
export function boxOf({ bbox }: Grid): Box | null {
  const [west, south, east, north] = bbox ?? [];
  return typeof west === "number" && typeof south === "number" && typeof east === "number" && typeof north === "number" ? [west, south, east, north] : null;
}

function middleOf(grid: Grid): Point | null {
  const box = boxOf(grid);
  return box && { lon: (box[0] + box[2]) / 2, lat: (box[1] + box[3]) / 2 };
}

export const myGrids = computed(() => world.value.grids.filter((grid) => grid.is_mine));

/** Which of my grids a place lies in: its own grid, or one above it. */
export function myGridOf(place: Kept<Place> | undefined): string | null {
  const above = new Map(world.value.grids.map((grid) => [grid.id, grid.parent_id]));
  const mine = new Set(myGrids.value.map((grid) => grid.id));
  for (let at = place?.grid_id ?? null; at !== null; at = above.get(at) ?? null) if (mine.has(at)) return at;
  return null;
}

/** The middle of my grids; for who has none of his own, of the places that are due. */
function middleOfGrid(): Point | null {
  const middles = myGrids.value.flatMap((grid) => middleOf(grid) ?? []);
  const points = middles.length ? middles : world.value.dues.flatMap(({ place_id }) => pointOf(world.value.places.get(place_id)) ?? []);
  if (!points.length) return null;
  const mean = (pick: (point: Point) => number) => points.reduce((sum, point) => sum + pick(point), 0) / points.length;
  return { lon: mean(({ lon }) => lon), lat: mean(({ lat }) => lat) };
}

export const origin = computed<{ point: Point | null; name: string }>(() => {
  if (ownPosition.value) return { point: ownPosition.value, name: "" };
  const last = world.value.places.get(visitedHere.value.at(-1) ?? lastVisited.value ?? "");
  const point = pointOf(last);
  return point && last ? { point, name: last.name } : { point: middleOfGrid(), name: "" };
});

const stops = computed<Stop[]>(() => {
  const from = origin.value.point;
  const done = new Set(visitedHere.value);
  const found = world.value.dues.flatMap((due): Stop[] => {
    const place = world.value.places.get(due.place_id);
    if (!place || done.has(place.id)) return [];
    const at = pointOf(place);
    return [{ due, place, metres: from && at ? distance(from, at) : null }];
  });
  return found.sort((one, other) => (one.metres ?? Infinity) - (other.metres ?? Infinity) || one.place.name.localeCompare(other.place.name, "zh"));
});

function isPromised({ due }: Stop): boolean {
  return PROMISED.has(due.why);
}

export const promised = computed(() => stops.value.filter(isPromised));
export const onTheWay = computed(() => stops.value.filter((stop) => !isPromised(stop)));
export const allStops = computed(() => [...promised.value, ...onTheWay.value]);

export const way = computed(() => {
  const from = origin.value.point;
  const points = onTheWay.value.flatMap(({ place }) => pointOf(place) ?? []);
  return from && points.length ? wayLength(from, points) : 0;
});

/** Whom to see next: a promise first, else the nearest. */
export const nextStop = computed(() => allStops.value[0] ?? null);

export const myTickets = computed(() => [...world.value.tickets.values()].sort((one, other) => (one.due_at ?? "~").localeCompare(other.due_at ?? "~")));
