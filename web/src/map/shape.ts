/** Corners as text and as numbers, how large they make an area, and whether an outline crosses itself. */
import type { Place } from "./view";

export type Kind = "polygon" | "line";
/** Polygons of rings, the first the outer one; a line is one ring of one polygon that stays open. */
export type Outline = Place[][][];
export type Read = { outline: Outline; isJson: boolean } | { line: number } | { line: null };

const EARTH_M = 6_371_007.2;
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)$/;
const MOST_FOR_CROSSING = 1500;
const DECIMALS = 7;

const radians = (degrees: number): number => (degrees * Math.PI) / 180;
const isSame = (one: Place | undefined, other: Place | undefined): boolean => one?.[0] === other?.[0] && one?.[1] === other?.[1];
const rounded = ([lon, lat]: Place): Place => [Number(lon.toFixed(DECIMALS)), Number(lat.toFixed(DECIMALS))];

/** The ring with its first corner again at the end. */
export function closed(ring: Place[]): Place[] {
  const first = ring[0];
  return first === undefined || isSame(first, ring.at(-1)) ? ring : [...ring, first];
}

function isPlaces(value: unknown): value is Place[] {
  return Array.isArray(value) && value.every((each) => Array.isArray(each) && Number.isFinite(each[0]) && Number.isFinite(each[1]));
}

function readJson(text: string, kind: Kind): Read {
  try {
    const parsed = JSON.parse(text) as unknown;
    if (isPlaces(parsed)) return { outline: [[kind === "polygon" ? closed(parsed) : parsed]], isJson: true };
    const found = parsed as Record<string, unknown>;
    const inner = (found["features"] as Record<string, unknown>[] | undefined)?.[0] ?? found;
    const geometry = (inner["geometry"] ?? inner) as { type: string; coordinates: unknown };
    const wanted: Record<string, (coordinates: never) => Outline> = {
      Polygon: (coordinates: Place[][]) => [coordinates],
      MultiPolygon: (coordinates: Outline) => coordinates,
      LineString: (coordinates: Place[]) => [[coordinates]],
    };
    const outline = wanted[geometry.type]?.(geometry.coordinates as never);
    if (outline === undefined || (kind === "line") !== (geometry.type === "LineString")) return { line: null };
    if (!outline.every((polygon) => polygon.every(isPlaces))) return { line: null };
    return { outline: outline.map((polygon) => polygon.map((ring) => ring.map(([lon, lat]) => [lon, lat] as Place))), isJson: true };
  } catch {
    return { line: null };
  }
}

/** What stands in the text area; a number of a line where that line cannot be read. */
export function read(text: string, kind: Kind): Read {
  const kept = text.trim();
  if (kept === "") return { outline: [], isJson: false };
  if (kept.startsWith("{") || kept.startsWith("[")) return readJson(kept, kind);
  const corners: Place[] = [];
  for (const [index, line] of text.split(/\r\n|\r|\n/).entries()) {
    if (line.trim() === "") continue;
    const words = line.normalize("NFKC").split(/[\s,;、]+/).filter((word) => word !== "");
    if (words.length !== 2 || !words.every((word) => NUMBER.test(word))) return { line: index + 1 };
    corners.push([Number(words[0]), Number(words[1])]);
  }
  return { outline: [[kind === "polygon" ? closed(corners) : corners]], isJson: false };
}

/** The outline as text: corners where it is one ring, unless GeoJSON is wished. */
export function write(outline: Outline, kind: Kind, asJson: boolean): string {
  const rings = outline.map((polygon) => polygon.map((ring) => ring.map(rounded)));
  const first = rings[0]?.[0];
  if (first === undefined) return "";
  if (kind === "line") return asJson ? JSON.stringify({ type: "LineString", coordinates: first }) : first.map(([lon, lat]) => `${lon}, ${lat}`).join("\n");
  if (!asJson && isSimple(outline)) return first.slice(0, isSame(first[0], first.at(-1)) ? -1 : undefined).map(([lon, lat]) => `${lon}, ${lat}`).join("\n");
  return JSON.stringify(rings.length === 1 ? { type: "Polygon", coordinates: rings[0] } : { type: "MultiPolygon", coordinates: rings });
}

/** Whether one list of corners says it all. */
export const isSimple = (outline: Outline): boolean => outline.length === 1 && outline[0]?.length === 1;

function ringArea(ring: Place[]): number {
  let sum = 0;
  const around = closed(ring);
  for (let index = 0; index + 1 < around.length; index += 1) {
    const [lon1, lat1] = around[index] as Place;
    const [lon2, lat2] = around[index + 1] as Place;
    sum += radians(lon2 - lon1) * (2 + Math.sin(radians(lat1)) + Math.sin(radians(lat2)));
  }
  return Math.abs((sum * EARTH_M * EARTH_M) / 2);
}

/** Square metres on the sphere: outer rings less their holes. */
export function areaOf(outline: Outline): number {
  return outline.reduce((sum, [outer, ...holes]) => sum + ringArea(outer ?? []) - holes.reduce((less, hole) => less + ringArea(hole), 0), 0);
}

/** Metres along a line. */
export function lengthOf(points: Place[]): number {
  return points.slice(1).reduce((sum, [lon, lat], index) => {
    const [lon0, lat0] = points[index] as Place;
    return sum + EARTH_M * Math.hypot(radians(lat - lat0), radians(lon - lon0) * Math.cos(radians((lat + lat0) / 2)));
  }, 0);
}

function turn([ax, ay]: Place, [bx, by]: Place, [cx, cy]: Place): number {
  return Math.sign((bx - ax) * (cy - ay) - (by - ay) * (cx - ax));
}

function crosses(a: Place, b: Place, c: Place, d: Place): boolean {
  return turn(a, b, c) * turn(a, b, d) < 0 && turn(c, d, a) * turn(c, d, b) < 0;
}

/** Whether two sides of the ring cross; very long rings are left to the server. */
export function crossesItself(ring: Place[]): boolean {
  const around = closed(ring);
  const sides = around.length - 1;
  if (sides > MOST_FOR_CROSSING) return false;
  for (let one = 0; one < sides; one += 1) {
    for (let other = one + 2; other < sides; other += 1) {
      if (crosses(around[one] as Place, around[one + 1] as Place, around[other] as Place, around[other + 1] as Place)) return true;
    }
  }
  return false;
}
