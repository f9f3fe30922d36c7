/** What the server hands to the script: the layers of one map, as linli/desk/maps.py writes them. */

export type Place = [number, number];

export interface Area {
  key: string;
  name: string;
  kind: string;
  state: string;
  polygons: Place[][][];
  at: Place;
}

export interface Line {
  name: string;
  kind: string;
  points: Place[];
}

export interface Spot {
  key: string;
  name: string;
  kind: string;
  state: string;
  at: Place;
}

export interface Tiles {
  layers: string[][];
  credit: string;
}

export interface View {
  bounds: [number, number, number, number] | null;
  selected: string;
  areas: Area[];
  lines: Line[];
  spots: Spot[];
  tiles: Tiles | null;
}

/** The layers that stand beside an element, or null where there is nothing to draw. */
export function readView(id: string | undefined): View | null {
  const block = id === undefined ? null : document.getElementById(id);
  if (block === null) return null;
  const view = JSON.parse(block.textContent ?? "null") as View | null;
  return view?.bounds ? view : null;
}
