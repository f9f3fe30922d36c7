/** Drawing on the canvas by Terra Draw: one outline or one line, whose corners snap to those of the neighbours. */
import type { Map as GlMap } from "maplibre-gl";
import {
  TerraDraw, TerraDrawLineStringMode, TerraDrawModeUndoRedo, TerraDrawPolygonMode, TerraDrawSelectMode,
  type GeoJSONStoreFeatures, type HexColor, type TerraDrawMouseEvent,
} from "terra-draw";
import { TerraDrawMapLibreGLAdapter } from "terra-draw-maplibre-gl-adapter";
import { paletteOf } from "./palette";
import type { Kind, Outline } from "./shape";
import type { Place } from "./view";

const SNAP_PX = 12;
const PRECISION = 9;

export interface Sketch {
  /** Put this outline on the map in place of what is there. */
  show(outline: Outline): void;
  use(tool: "new" | "move"): void;
  /** Take the last corner of an unfinished shape away; false where none is being drawn. */
  stepBack(): boolean;
  remove(): void;
}

export interface Told {
  finished: (outline: Outline) => void;
  sketching: (outline: Outline) => void;
}

function snapping(gl: GlMap, corners: Place[]): (event: TerraDrawMouseEvent) => Place | undefined {
  return (event) => {
    let nearest: Place | undefined;
    let least = SNAP_PX;
    for (const corner of corners) {
      const { x, y } = gl.project(corner);
      const away = Math.hypot(x - event.containerX, y - event.containerY);
      if (away < least) [nearest, least] = [corner, away];
    }
    return nearest;
  };
}

/** Holes cannot be drawn, only kept: each polygon's own, by the id it has on the canvas. */
class Kept {
  private holes = new Map<string | number, Place[][]>();

  constructor(private draw: TerraDraw, private kind: Kind) {}

  put(outline: Outline): string | number | undefined {
    this.draw.clear();
    this.holes.clear();
    const mode = this.kind === "polygon" ? "polygon" : "linestring";
    const drawn = outline.filter(([outer]) => (outer?.length ?? 0) > (this.kind === "polygon" ? 3 : 1));
    const features = drawn.map(([outer = [], ...holes]) => {
      const id = this.draw.getFeatureId();
      this.holes.set(id, holes);
      const geometry = this.kind === "polygon" ? { type: "Polygon", coordinates: [outer] } : { type: "LineString", coordinates: outer };
      return { id, type: "Feature", properties: { mode }, geometry } as GeoJSONStoreFeatures;
    });
    const taken = this.draw.addFeatures(features).filter((each) => each.valid);
    return taken[0]?.id;
  }

  outline(): Outline {
    const wanted = this.kind === "polygon" ? "Polygon" : "LineString";
    const shapes = this.draw.getSnapshot().filter((each) => each.geometry.type === wanted && each.properties["mode"] !== "select");
    return shapes.map((each) => {
      const rings = (this.kind === "polygon" ? each.geometry.coordinates : [each.geometry.coordinates]) as Place[][];
      return [...rings, ...(this.holes.get(each.id ?? "") ?? [])];
    });
  }
}

export function sketchOn(gl: GlMap, kind: Kind, corners: Place[], told: Told): Sketch {
  const palette = paletteOf(gl.getContainer());
  const accent = palette("accent") as HexColor;
  const white = palette("surface") as HexColor;
  const snap = { toCustom: snapping(gl, corners) };
  const edge = { closingPointColor: accent, closingPointOutlineColor: white, closingPointWidth: 5, snappingPointColor: palette("act") as HexColor };
  const drawMode = kind === "polygon" ? "polygon" : "linestring";
  const flags = { draggable: false, coordinates: { midpoints: true, draggable: true, deletable: true, snappable: snap } };
  const draw = new TerraDraw({
    adapter: new TerraDrawMapLibreGLAdapter({ map: gl, coordinatePrecision: PRECISION }),
    undoRedo: { modeLevel: new TerraDrawModeUndoRedo() },
    modes: [
      new TerraDrawPolygonMode({ snapping: snap, styles: { ...edge, fillColor: accent, fillOpacity: 0.14, outlineColor: accent, outlineWidth: 3 } }),
      new TerraDrawLineStringMode({ snapping: snap, styles: { ...edge, lineStringColor: accent, lineStringWidth: 3 } }),
      new TerraDrawSelectMode({
        flags: { polygon: { feature: flags }, linestring: { feature: flags } },
        keyEvents: null,
        allowManualDeselection: false,
        styles: {
          selectedPolygonColor: accent, selectedPolygonFillOpacity: 0.14, selectedPolygonOutlineColor: accent, selectedPolygonOutlineWidth: 3,
          selectedLineStringColor: accent, selectedLineStringWidth: 3,
          selectionPointColor: accent, selectionPointOutlineColor: white, selectionPointWidth: 6, selectionPointOutlineWidth: 2,
          midPointColor: white, midPointOutlineColor: accent, midPointWidth: 4, midPointOutlineWidth: 1,
        },
      }),
    ],
  });
  const kept = new Kept(draw, kind);
  draw.start();
  draw.setMode("select");
  draw.on("finish", (_id, context) => {
    if (context.action === "draw") draw.setMode("select");
    told.finished(kept.outline());
  });
  draw.on("change", (_ids, type) => {
    if (type === "create" || type === "update") told.sketching(kept.outline());
  });
  const select = (id: string | number | undefined): void => {
    if (id !== undefined && draw.hasFeature(id)) draw.selectFeature(id);
  };
  return {
    show: (outline) => {
      if (draw.getMode() !== "select") draw.setMode("select");
      select(kept.put(outline));
    },
    use: (tool) => {
      if (tool === "new") draw.clear();
      draw.setMode(tool === "new" ? drawMode : "select");
      if (tool === "move") select(draw.getSnapshot().find((each) => each.properties["mode"] === drawMode)?.id);
    },
    stepBack: () => {
      if (draw.getModeState() !== "drawing") return false;
      draw.undo();
      return true;
    },
    remove: () => draw.stop(),
  };
}
