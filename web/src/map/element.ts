/** <linli-map>: the server's picture, replaced by a map that moves where the browser can; both follow the list beside them. */
import type { CanvasMap, Words } from "./canvas";
import { listenForRows, showRow } from "./rows";
import { readView } from "./view";

function hasWebGl(): boolean {
  try {
    return document.createElement("canvas").getContext("webgl2") !== null;
  } catch {
    return false;
  }
}

export class LinliMap extends HTMLElement {
  /** The map on its canvas; null where there is only the picture. */
  readonly canvas: Promise<CanvasMap | null>;
  private settle: (drawn: CanvasMap | null) => void = () => undefined;
  private drawn: CanvasMap | null = null;
  private listening: AbortController | null = null;
  private chosen = "";

  constructor() {
    super();
    this.canvas = new Promise((resolve) => (this.settle = resolve));
  }

  connectedCallback(): void {
    this.listening = listenForRows((key) => this.choose(key, false));
    this.addEventListener("click", (event) => this.pressed(event), { signal: this.listening.signal });
    void this.draw();
  }

  disconnectedCallback(): void {
    this.listening?.abort();
    this.drawn?.remove();
    this.drawn = null;
  }

  /** Choose a thing here and in the list. */
  choose(key: string, focus: boolean): void {
    if (key === this.chosen && !focus) return;
    this.chosen = key;
    showRow(key, focus);
    this.drawn?.choose(key);
    for (const shape of this.querySelectorAll<SVGElement>("[data-shape]")) {
      shape.classList.toggle("m-chosen-shape", key !== "" && shape.dataset["shape"] === key);
    }
    this.dispatchEvent(new CustomEvent("linli-choose", { detail: key, bubbles: true }));
  }

  private words(): Words {
    const { title = "", helpWindows = "", helpMac = "", helpMobile = "" } = this.dataset;
    return { title, helpWindows, helpMac, helpMobile };
  }

  private pressed(event: Event): void {
    if (!(event.target instanceof Element)) return;
    const act = event.target.closest<HTMLElement>("[data-map-act]")?.dataset["mapAct"];
    if (act !== undefined) this.drawn?.act(act);
    const shape = event.target.closest<SVGElement>("[data-shape]")?.dataset["shape"];
    if (shape !== undefined) this.choose(shape, true);
  }

  private async draw(): Promise<void> {
    const view = readView(this.dataset["layers"]);
    if (view === null || !hasWebGl()) return this.settle(null);
    const box = document.createElement("div");
    box.className = "map-canvas";
    this.append(box);
    try {
      const { drawCanvas } = await import("./canvas");
      const isFree = "fillsPage" in this.dataset && !matchMedia("(max-width: 640px), (pointer: coarse)").matches;
      this.drawn = await drawCanvas(box, view, this.words(), isFree, (key) => {
        // Where something is being drawn, a click is a corner and chooses nothing.
        if (!("quiet" in this.dataset)) this.choose(key, true);
      });
    } catch (problem) {
      // The picture stays, and with it everything the canvas would have said.
      console.warn("map: the canvas cannot be drawn", problem);
      box.remove();
      return this.settle(null);
    }
    this.dataset["drawn"] = "";
    this.querySelector<HTMLElement>(".map-zoom")?.removeAttribute("hidden");
    this.chosen = view.selected;
    this.drawn.choose(view.selected);
    this.settle(this.drawn);
  }
}
