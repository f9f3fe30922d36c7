/** The style of the map: our own ground from our own data, grids by their kind of line, names in the system's font. */
import type { Feature as GeoFeature, Geometry } from "geojson";
import type { GeoJSONSourceSpecification, LayerSpecification, RasterSourceSpecification, StyleSpecification } from "maplibre-gl";
import { fontsOf, type Palette } from "./palette";
import type { Area, Line, Spot, View } from "./view";

type Feature = GeoFeature<Geometry, Record<string, string>>;
type Paint = Record<string, unknown>;

const NO_KEY = "\u0000";
export const AREA_LAYERS = ["area-fill"];
export const SPOT_LAYER = "spot-sign";

// Within one layer the later lies above: a micro-grid's colour upon the comprehensive grid it belongs to.
const BELOW = ["subdistrict", "comprehensive", "micro", "block"];
const rank = (area: Area): number => (BELOW.indexOf(area.kind) + BELOW.length + 1) % (BELOW.length + 1);
const surface = (area: Area): Feature => ({
  type: "Feature",
  properties: { key: area.key, kind: area.kind, state: area.state },
  geometry: { type: "MultiPolygon", coordinates: area.polygons },
});
const label = (thing: Area | Spot): Feature => ({
  type: "Feature",
  properties: { key: thing.key, name: thing.name, kind: thing.kind, state: thing.state, sign: `sign-${thing.state || thing.kind}` },
  geometry: { type: "Point", coordinates: thing.at },
});
const line = (each: Line): Feature => ({
  type: "Feature",
  properties: { name: each.name, kind: each.kind },
  geometry: { type: "LineString", coordinates: each.points },
});
const source = (features: Feature[]): GeoJSONSourceSpecification => ({ type: "geojson", data: { type: "FeatureCollection", features }, attribution: "" });
const is = (kind: string): ["==", ["get", string], string] => ["==", ["get", "kind"], kind];
const oneOf = (...kinds: string[]): unknown => ["in", ["get", "kind"], ["literal", kinds]];

function layer(id: string, type: string, from: string, filter: unknown, paint: Paint, layout: Paint = {}): LayerSpecification {
  return { id, type, source: from, filter, paint, layout } as unknown as LayerSpecification;
}

function grounds(view: View, palette: Palette): LayerSpecification[] {
  const hasTiles = view.tiles !== null;
  const tints = ["ok", "watch", "act", "stop", "none"].flatMap((state) => [state, palette(`${state}-tint`)]);
  const kinds = [
    ...["building", "house", "landmark"].flatMap((kind) => [kind, palette("map-building")]),
    ...["green", "water"].flatMap((kind) => [kind, palette(`map-${kind}`)]),
  ];
  const fill = ["match", ["get", "state"], ...tints, ["match", ["get", "kind"], ...kinds, palette("map-block")]];
  const background = { id: "land", type: "background", paint: { "background-color": palette("map-land") } } as LayerSpecification;
  const tiles = (view.tiles?.layers ?? []).map((_, index) => ({ id: `tiles-${index}`, type: "raster", source: `tiles-${index}` }) as LayerSpecification);
  // Upon a background the plain ground would hide it; what bears a state keeps a breath of its colour.
  const opacity = hasTiles ? ["case", ["==", ["get", "state"], ""], 0, 0.6] : 1;
  const solid = (id: string, filter: unknown): LayerSpecification => layer(id, "fill", "areas", filter, { "fill-color": fill, "fill-opacity": opacity });
  return [
    background,
    ...tiles,
    solid("area-fill", ["all", oneOf("subdistrict", "block", "micro", "dedicated", "comprehensive"), true]),
    layer("dedicated-hatch", "fill", "areas", is("dedicated"), { "fill-pattern": "hatch" }),
    ...(hasTiles
      ? []
      : [
          solid("green-fill", is("green")),
          strokes("bank", palette("map-green"), 6, "areas", is("water")),
          solid("water-fill", is("water")),
          strokes("river-case", palette("map-green"), 18, "lines", is("river")),
          strokes("river-line", palette("map-water"), 14, "lines", is("river")),
          solid("compound-fill", is("compound")),
          solid("house-fill", oneOf("landmark", "house", "building")),
        ]),
  ];
}

function strokes(id: string, color: string, width: number, from: string, filter: unknown, more: Paint = {}, cap = "butt"): LayerSpecification {
  return layer(id, "line", from, filter, { "line-color": color, "line-width": width, ...more }, { "line-join": "round", "line-cap": cap });
}

/** As broad as a street is on the ground: [kind, metres, least pixels]. */
const BREADTH: [string, number, number][] = [["lane", 6, 2.2], ["street", 10, 3.2], ["main", 17, 5]];
const KERB_PX = 1.2;
/** Metres of a pixel at zoom 0 in the latitude of Shanghai; a broader or narrower street by the latitude is no matter. */
const METRES_AT_0 = 66_900;

/** Never thinner than its least, and from the zoom on at which the ground is broader than that, as broad as the ground. */
function breadth(more: number): unknown {
  const at = (zoom: number): unknown => ["match", ["get", "kind"], ...BREADTH.flatMap(([kind, metres, least]) => [kind, Math.max((metres * 2 ** zoom) / METRES_AT_0, least) + more]), 3];
  return ["interpolate", ["exponential", 2], ["zoom"], ...[13, 14, 15, 16, 17, 18, 19, 20].flatMap((zoom) => [zoom, at(zoom)])];
}

function ways(view: View, palette: Palette): LayerSpecification[] {
  if (view.tiles !== null) return [];
  const street = oneOf("lane", "street", "main");
  const order = { "line-join": "round", "line-cap": "round", "line-sort-key": ["match", ["get", "kind"], "lane", 0, "street", 1, 2] };
  return [
    layer("street-case", "line", "lines", street, { "line-color": palette("map-road-edge"), "line-width": breadth(KERB_PX) }, order),
    layer("street-line", "line", "lines", street, { "line-color": palette("map-road"), "line-width": breadth(0) }, order),
  ];
}

/** A railway is often a border: it lies above the border's band. */
function tracks(view: View, palette: Palette): LayerSpecification[] {
  const cut = [
    strokes("cut-case", palette("surface"), 6, "lines", is("cut")),
    strokes("cut-line", palette("accent"), 3, "lines", is("cut"), { "line-dasharray": [3.4, 1.7] }),
    strokes("walk-case", palette("surface"), 6, "lines", is("walk")),
    strokes("walk-line", palette("accent"), 3, "lines", is("walk")),
  ];
  if (view.tiles !== null) return cut;
  return [
    strokes("railway-case", palette("map-rail"), 6, "lines", is("railway")),
    strokes("railway-line", palette("map-road"), 2.5, "lines", is("railway"), { "line-dasharray": [3.6, 3.6] }),
    strokes("metro-case", palette("map-road"), 5, "lines", is("metro")),
    strokes("metro-line", palette("map-metro"), 3, "lines", is("metro")),
    ...cut,
  ];
}

function borders(palette: Palette): LayerSpecification[] {
  const ink = palette("ink-2");
  return [
    strokes("compound-edge", palette("map-rail"), 0.75, "areas", is("compound")),
    strokes("before-edge", palette("accent"), 2, "areas", is("before"), { "line-dasharray": [2, 2] }),
    strokes("block-edge", palette("map-grid"), 1, "areas", is("block"), { "line-dasharray": [2, 3] }),
    strokes("micro-edge", palette("map-grid"), 1.25, "areas", is("micro"), { "line-dasharray": [4.8, 4] }),
    strokes("dedicated-edge", ink, 2, "areas", is("dedicated"), { "line-dasharray": [0.1, 2.5] }, "round"),
    strokes("comprehensive-band", ink, 12, "areas", is("comprehensive"), { "line-opacity": 0.16 }),
    strokes("comprehensive-edge", ink, 3, "areas", is("comprehensive")),
    strokes("subdistrict-edge", palette("ink-3"), 2, "areas", is("subdistrict"), { "line-dasharray": [7, 2, 1.5, 2] }),
  ];
}

function chosen(palette: Palette): LayerSpecification[] {
  const chosen = ["==", ["get", "key"], NO_KEY];
  return [
    layer("chosen-fill", "fill", "areas", chosen, { "fill-color": palette("accent"), "fill-opacity": 0.12 }),
    strokes("chosen-edge", palette("accent"), 3, "areas", chosen),
  ];
}

function words(palette: Palette, filter: unknown, from: string, color: string, more: Paint, isBold = false): LayerSpecification {
  return layer(
    `${from}-words-${String(more["id"])}`,
    "symbol",
    from,
    filter,
    { "text-color": color, "text-halo-color": palette("map-land"), "text-halo-width": 2 },
    { "text-field": ["get", "name"], "text-font": fontsOf(palette, isBold ? "bold" : "regular"), "text-size": 12, ...(more["layout"] as Paint) },
  );
}

/** What carries the names of a map; blocks, compounds and buildings say theirs from near by, or where they stand alone. */
const MAJOR = ["comprehensive", "dedicated", "micro"];
const MINOR = ["block", "compound", "building"];
const NEAR_ZOOM = 15.5;
const SMALL_ZOOM = 14.6;

function from(zoom: number, ...layers: LayerSpecification[]): LayerSpecification[] {
  return layers.map((each) => ({ ...each, minzoom: zoom }) as LayerSpecification);
}

function base(view: View, palette: Palette): LayerSpecification[] {
  if (view.tiles !== null) return [];
  const along = { "symbol-placement": "line", "symbol-spacing": 400, "text-max-angle": 38 };
  const water = palette("map-water-ink");
  const grey = palette("map-label");
  return [
    ...from(NEAR_ZOOM, words(palette, is("lane"), "lines", grey, { id: "lane", layout: along })),
    words(palette, oneOf("main", "street", "railway", "metro"), "lines", grey, { id: "way", layout: along }),
    ...from(SMALL_ZOOM, words(palette, oneOf("landmark", "green"), "places", grey, { id: "landmark", layout: {} })),
    words(palette, is("water"), "places", water, { id: "water", layout: { "text-letter-spacing": 0.3 } }),
    words(palette, oneOf("river", "course"), "lines", water, { id: "river", layout: { ...along, "text-letter-spacing": 0.3 } }),
  ];
}

function names(view: View, palette: Palette): LayerSpecification[] {
  const moving = { "text-variable-anchor": ["center", "top", "bottom"], "text-radial-offset": 1.3, "text-letter-spacing": 0.06 };
  const grid = (id: string, kind: string, size: number, isBold: boolean): LayerSpecification =>
    words(palette, is(kind), "places", palette("ink-2"), { id, layout: { ...moving, "text-size": size } }, isBold);
  const small = words(palette, oneOf(...MINOR), "places", palette("map-label"), { id: "minor", layout: moving });
  const isAlone = !view.areas.some((area) => MAJOR.includes(area.kind));
  return [
    ...base(view, palette),
    ...(isAlone ? [small] : from(NEAR_ZOOM, small)),
    // The later stands first: where there is no room, the names of the smaller ones are left out.
    grid("micro", "micro", 14, false),
    grid("dedicated", "dedicated", 14, true),
    grid("comprehensive", "comprehensive", 17, true),
  ];
}

/** Few points push the names aside; among thousands the names of the grids must stay. */
const MANY_SPOTS = 200;

function spots(view: View, palette: Palette): LayerSpecification[] {
  const isCrowded = view.spots.length > MANY_SPOTS;
  const size = isCrowded ? ["interpolate", ["linear"], ["zoom"], 13, 0.35, 16, 1] : 1;
  const chosen = ["==", ["get", "key"], NO_KEY];
  return [
    layer("chosen-ring", "circle", "spots", chosen, {
      "circle-radius": 13, "circle-opacity": 0, "circle-stroke-color": palette("accent"), "circle-stroke-width": 2.5,
    }),
    layer(SPOT_LAYER, "symbol", "spots", true, {}, { "icon-image": ["get", "sign"], "icon-allow-overlap": true, "icon-ignore-placement": isCrowded, "icon-padding": 0, "icon-size": size }),
    ...stations(palette),
    words(palette, chosen, "spots", palette("ink"), { id: "chosen", layout: { "text-offset": [0, -1.7], "text-size": 14, "text-allow-overlap": true } }, true),
  ];
}

/** A station of the base map bears its name in a box; one that can be chosen, as every point does. */
function stations(palette: Palette): LayerSpecification[] {
  const isBase = ["==", ["get", "key"], ""];
  const boxed = { "icon-image": "sign-box", "icon-text-fit": "both", "icon-text-fit-padding": [3, 7, 3, 7], "text-offset": [0, -1.7] };
  const box = words(palette, ["all", is("station"), isBase], "spots", palette("surface"), { id: "stop", layout: boxed });
  const plain = words(palette, ["all", is("station"), ["!", isBase]], "spots", palette("ink-2"), { id: "station", layout: { "text-offset": [0, -1.4] } });
  return [{ ...box, paint: { "text-color": palette("surface") } } as LayerSpecification, plain];
}

/** The layers whose filter names the chosen thing. */
export const CHOSEN = ["chosen-fill", "chosen-edge", "chosen-ring", "spots-words-chosen"];

export function chosenFilter(key: string): ["==", ["get", string], string] {
  return ["==", ["get", "key"], key === "" ? NO_KEY : key];
}

export function styleOf(view: View, palette: Palette): StyleSpecification {
  const rasters = (view.tiles?.layers ?? []).map((tiles, index) => [`tiles-${index}`, { type: "raster", tiles, tileSize: 256, maxzoom: 18 }] as [string, RasterSourceSpecification]);
  return {
    version: 8,
    // No glyphs: letters are drawn with the system's own fonts, so no server is asked for them.
    sources: {
      ...Object.fromEntries(rasters),
      areas: source([...view.areas].sort((one, other) => rank(one) - rank(other)).map(surface)),
      lines: source(view.lines.map(line)),
      places: source(view.areas.map(label)),
      spots: source(view.spots.map(label)),
    },
    layers: [...grounds(view, palette), ...ways(view, palette), ...borders(palette), ...tracks(view, palette), ...chosen(palette), ...names(view, palette), ...spots(view, palette)],
  };
}
