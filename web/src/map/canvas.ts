/** The map on a canvas, by MapLibre; loaded only where the browser has WebGL. */
import { Map as GlMap, setWorkerCount, setWorkerUrl, type FilterSpecification, type MapMouseEvent } from "maplibre-gl";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?url";
import { isStill, paletteOf } from "./palette";
import { density, signs } from "./signs";
import { AREA_LAYERS, chosenFilter, CHOSEN, SPOT_LAYER, styleOf } from "./style";
import type { View } from "./view";

// The policy lets a worker come from our own files only, never from a blob.
setWorkerUrl(new URL(workerUrl, import.meta.url).href);
setWorkerCount(1);

const PADDING_PX = 32;
const NEAR_PX = 6;
const STEP_PX = 100;

export interface Words {
  title: string;
  helpWindows: string;
  helpMac: string;
  helpMobile: string;
}

export interface CanvasMap {
  readonly gl: GlMap;
  choose(key: string): void;
  act(what: string): void;
  remove(): void;
}

const GRID_ORDER = ["building", "compound", "block", "micro", "dedicated", "comprehensive", "subdistrict"];

function keyUnder(gl: GlMap, event: MapMouseEvent): string {
  const { x, y } = event.point;
  const near = gl.queryRenderedFeatures([[x - NEAR_PX, y - NEAR_PX], [x + NEAR_PX, y + NEAR_PX]], { layers: [SPOT_LAYER] });
  // What belongs to the base map has no key and cannot be chosen.
  const spot = near.map((each) => String(each.properties["key"])).find((key) => key !== "");
  if (spot !== undefined) return spot;
  const areas = gl.queryRenderedFeatures(event.point, { layers: AREA_LAYERS.filter((each) => gl.getLayer(each)) });
  // The smallest kind wins: one means the micro-grid, not the comprehensive one around it.
  const order = (kind: unknown): number => GRID_ORDER.indexOf(String(kind));
  areas.sort((one, other) => order(one.properties["kind"]) - order(other.properties["kind"]));
  return (areas[0]?.properties["key"] as string | undefined) ?? "";
}

function listenForKeys(gl: GlMap): void {
  const moves: Record<string, [number, number]> = { ArrowLeft: [-STEP_PX, 0], ArrowRight: [STEP_PX, 0], ArrowUp: [0, -STEP_PX], ArrowDown: [0, STEP_PX] };
  gl.getCanvas().addEventListener("keydown", (event) => {
    const step = event.shiftKey ? moves[event.key] : undefined;
    if (step !== undefined) gl.panBy(step, { animate: !isStill() });
    else if (event.key === "+" || event.key === "=") gl.zoomIn({ animate: !isStill() });
    else if (event.key === "-") gl.zoomOut({ animate: !isStill() });
    else return; // Arrows alone move through the list, as they do everywhere on the desk.
    event.preventDefault();
    event.stopPropagation();
  });
}

/** Draw the view into a box; `chosen` is told what somebody presses. Resolves when everything stands. */
export function drawCanvas(box: HTMLElement, view: View, words: Words, isFree: boolean, chosen: (key: string) => void): Promise<CanvasMap> {
  const palette = paletteOf(box);
  const bounds = view.bounds ?? [0, 0, 0, 0];
  const fit = { padding: PADDING_PX, maxZoom: 17, animate: !isStill() };
  const gl = new GlMap({
    container: box,
    style: styleOf(view, palette),
    bounds,
    fitBoundsOptions: { ...fit, animate: false },
    attributionControl: false,
    cooperativeGestures: !isFree,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    keyboard: false,
    maxPitch: 0,
    maxZoom: 20,
    fadeDuration: isStill() ? 0 : 150,
    localIdeographFontFamily: palette("font"),
    locale: {
      "Map.Title": words.title,
      "CooperativeGesturesHandler.WindowsHelpText": words.helpWindows,
      "CooperativeGesturesHandler.MacHelpText": words.helpMac,
      "CooperativeGesturesHandler.MobileHelpText": words.helpMobile,
    },
  });
  gl.touchZoomRotate.disableRotation();
  gl.setMissingStyleImageResolver?.(() => null as never);
  listenForKeys(gl);
  gl.on("click", (event) => chosen(keyUnder(gl, event)));
  gl.on("mousemove", (event) => gl.getCanvasContainer().classList.toggle("is-over", keyUnder(gl, event) !== ""));
  return new Promise((resolve, reject) => {
    gl.once("error", (event) => reject(event.error));
    gl.once("load", () => resolve(handle(gl, () => gl.fitBounds(bounds, fit))));
    gl.once("styledata", () => {
      for (const { name, picture } of signs(palette)) gl.addImage(name, picture, { pixelRatio: density });
    });
  });
}

function handle(gl: GlMap, showAll: () => void): CanvasMap {
  const acts: Record<string, () => void> = { in: () => gl.zoomIn({ animate: !isStill() }), out: () => gl.zoomOut({ animate: !isStill() }), all: showAll };
  return {
    gl,
    choose: (key) => {
      for (const id of CHOSEN) gl.setFilter(id, chosenFilter(key) as FilterSpecification);
    },
    act: (what) => acts[what]?.(),
    remove: () => gl.remove(),
  };
}
