/** What lies near, without asking anybody's satellite: from the place visited last, else from the middle of the grid. */
export interface Point {
  lon: number;
  lat: number;
}

const METRES_PER_DEGREE = 111_320;

/** Metres between two points a few kilometres apart. */
export function distance(from: Point, to: Point): number {
  const east = (to.lon - from.lon) * Math.cos(((from.lat + to.lat) / 2) * (Math.PI / 180));
  return Math.hypot(east, to.lat - from.lat) * METRES_PER_DEGREE;
}

export function pointOf(place: { lon: number | null; lat: number | null } | undefined): Point | null {
  return place && place.lon !== null && place.lat !== null ? { lon: place.lon, lat: place.lat } : null;
}

/** The way through all points, always to the nearest that is left, in metres. */
export function wayLength(start: Point, points: Point[]): number {
  const left = [...points];
  let [at, sum] = [start, 0];
  while (left.length) {
    let best = 0;
    for (let index = 1; index < left.length; index += 1) if (distance(at, left[index]!) < distance(at, left[best]!)) best = index;
    const [next] = left.splice(best, 1);
    sum += distance(at, next!);
    at = next!;
  }
  return sum;
}
