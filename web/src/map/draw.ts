/** <linli-draw>: a text area of corners and a map that say the same; the text area is what the form sends. */
import type { LinliMap } from "./element";
import { areaOf, crossesItself, isSimple, lengthOf, read, write, type Kind, type Outline } from "./shape";
import type { Sketch } from "./sketch";
import { readView, type Place } from "./view";

const HECTARE_M2 = 10_000;
const PATIENCE_MS = 250;

export class LinliDraw extends HTMLElement {
  private sketch: Sketch | null = null;
  private past: string[] = [];
  private known = "";
  private waiting = 0;
  private listening: AbortController | null = null;

  connectedCallback(): void {
    this.listening = new AbortController();
    const { signal } = this.listening;
    this.known = this.area.value;
    this.area.addEventListener("input", () => this.typed(), { signal });
    this.addEventListener("click", (event) => this.pressed(event), { signal });
    document.addEventListener("keydown", (event) => this.key(event), { signal });
    this.map?.setAttribute("data-quiet", "");
    this.judge();
    void this.begin();
  }

  disconnectedCallback(): void {
    this.listening?.abort();
    this.sketch?.remove();
  }

  private get kind(): Kind {
    return this.dataset["shape"] === "line" ? "line" : "polygon";
  }

  private get area(): HTMLTextAreaElement {
    return this.querySelector("textarea") as HTMLTextAreaElement;
  }

  private get map(): LinliMap | null {
    return this.querySelector<LinliMap>("linli-map");
  }

  private async begin(): Promise<void> {
    const map = this.map;
    if (map === null) return;
    await customElements.whenDefined("linli-map");
    const canvas = await map.canvas;
    if (canvas === null) return;
    const { sketchOn } = await import("./sketch");
    const view = readView(map.dataset["layers"]);
    const corners = (view?.areas ?? []).filter((each) => each.key !== "" && each.kind !== "before").flatMap((each) => each.polygons.flat(2) as Place[]);
    this.sketch = sketchOn(canvas.gl, this.kind, corners, {
      finished: (outline) => this.drawn(outline),
      sketching: (outline) => this.measure(outline),
    });
    this.querySelector<HTMLElement>(".drawbar")?.removeAttribute("hidden");
    this.show();
    if (this.area.value.trim() === "") this.use("new");
    else this.use("move");
    this.dataset["ready"] = "";
  }

  private outline(): Outline | null {
    const found = read(this.area.value, this.kind);
    return "outline" in found ? found.outline : null;
  }

  /** The canvas follows the text. */
  private show(): void {
    const outline = this.outline();
    if (outline !== null) this.sketch?.show(outline);
  }

  /** The text follows the canvas. */
  private drawn(outline: Outline): void {
    const before = read(this.area.value, this.kind);
    this.put(write(outline, this.kind, "outline" in before && before.isJson));
    this.lightUp("move");
    this.judge();
    this.show();
  }

  private put(text: string): void {
    if (text === this.known) return;
    this.past.push(this.known);
    this.known = text;
    this.area.value = text;
    this.area.dispatchEvent(new Event("change", { bubbles: true }));
  }

  private typed(): void {
    clearTimeout(this.waiting);
    this.waiting = window.setTimeout(() => {
      if (this.area.value !== this.known) this.past.push(this.known);
      this.known = this.area.value;
      this.judge();
      this.show();
    }, PATIENCE_MS);
  }

  private undo(): void {
    if (this.sketch?.stepBack()) return;
    const text = this.past.pop();
    if (text === undefined) return;
    this.known = text;
    this.area.value = text;
    this.judge();
    this.show();
  }

  private use(tool: "new" | "move"): void {
    this.sketch?.use(tool);
    this.lightUp(tool);
  }

  private lightUp(tool: "new" | "move"): void {
    for (const button of this.querySelectorAll<HTMLElement>("[data-draw=new], [data-draw=move]")) {
      button.setAttribute("aria-pressed", String(button.dataset["draw"] === tool));
    }
    for (const how of this.querySelectorAll<HTMLElement>("[data-how]")) how.hidden = how.dataset["how"] !== tool;
  }

  private pressed(event: Event): void {
    const what = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-draw]")?.dataset["draw"] : undefined;
    if (what === "undo") this.undo();
    if (what === "notation") this.otherNotation();
    if (what !== "new" && what !== "move") return;
    // A finger that draws must not scroll the page; until a tool is pressed it does.
    if (matchMedia("(pointer: coarse)").matches) void this.map?.canvas.then((canvas) => canvas?.gl.cooperativeGestures.disable());
    if (what === "new") this.put("");
    this.use(what);
    this.judge();
  }

  private key(event: KeyboardEvent): void {
    if (!(event.ctrlKey || event.metaKey) || event.shiftKey || event.key.toLowerCase() !== "z") return;
    // In a text field the browser's own undo is what one expects.
    if (event.target instanceof HTMLElement && /^(INPUT|TEXTAREA)$/.test(event.target.tagName)) return;
    event.preventDefault();
    this.undo();
  }

  private otherNotation(): void {
    const found = read(this.area.value, this.kind);
    if ("outline" in found) this.put(write(found.outline, this.kind, !found.isJson));
    this.judge();
  }

  /** Say how large it is, and what is wrong with it. */
  private judge(): void {
    const found = read(this.area.value, this.kind);
    const button = this.querySelector<HTMLElement>("[data-draw=notation]");
    if ("outline" in found) {
      this.measure(found.outline);
      if (button !== null) {
        button.hidden = found.outline.length === 0 || (found.isJson && this.kind === "polygon" && !isSimple(found.outline));
        button.textContent = (found.isJson ? button.dataset["corners"] : button.dataset["geojson"]) ?? "";
      }
      return;
    }
    if (button !== null) button.hidden = true;
    this.say(found.line === null ? this.word("badJson") : this.word("badLine", String(found.line)));
    this.sayHowLarge("");
  }

  private measure(outline: Outline): void {
    const rings = outline.flat();
    const isCrossed = this.kind === "polygon" && rings.some(crossesItself);
    this.say(isCrossed ? this.word("crossing") : "");
    if (this.kind === "line") {
      const metres = lengthOf(rings[0] ?? []);
      return this.sayHowLarge(metres === 0 ? "" : metres < 1000 ? this.word("lengthM", this.number(metres, 0)) : this.word("lengthKm", this.number(metres / 1000, 2)));
    }
    const area = areaOf(outline);
    this.sayHowLarge(area === 0 ? "" : area < HECTARE_M2 ? this.word("areaM2", this.number(area, 0)) : this.word("areaHa", this.number(area / HECTARE_M2, 2)));
  }

  private number(value: number, digits: number): string {
    return value.toLocaleString(document.documentElement.lang || undefined, { maximumFractionDigits: digits });
  }

  private word(name: string, n = ""): string {
    return (this.dataset[name] ?? "").replace("{n}", n);
  }

  private say(trouble: string): void {
    const line = this.querySelector<HTMLElement>(".draw-trouble");
    const words = line?.querySelector("span");
    if (!line || !words) return;
    if (words.textContent !== trouble) words.textContent = trouble;
    line.hidden = trouble === "";
  }

  private sayHowLarge(words: string): void {
    const output = this.querySelector("output");
    if (output !== null && output.textContent !== words) output.textContent = words;
  }
}
