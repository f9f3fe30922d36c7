/** The colours of the page, read from the tokens when the map is drawn: one palette everywhere. */

export type Palette = (token: string) => string;

export function paletteOf(element: Element): Palette {
  const style = getComputedStyle(element);
  return (token) => style.getPropertyValue(`--ll-${token}`).trim();
}

/** The system's own fonts in the order of the tokens; the first word says the weight to MapLibre. */
export function fontsOf(palette: Palette, weight: "regular" | "bold"): string[] {
  const families = palette("font").split(",").map((each) => each.trim().replace(/^["']|["']$/g, ""));
  // Names that begin with a dash or stand for a system are no families that a canvas finds.
  return [`linli ${weight}`, ...families.filter((each) => each !== "" && !each.startsWith("-"))];
}

export const isStill = (): boolean => matchMedia("(prefers-reduced-motion: reduce)").matches;
