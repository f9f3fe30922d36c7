/** The list beside the map: rows that carry data-feature, wherever on the page they stand. */

function rowOf(key: string): HTMLElement | null {
  return key === "" ? null : document.querySelector<HTMLElement>(`[data-feature="${CSS.escape(key)}"]`);
}

/** Light up the row of this feature; with `focus`, the keys go on from there. */
export function showRow(key: string, focus: boolean): void {
  for (const old of document.querySelectorAll("[data-feature].on")) old.classList.remove("on");
  const row = rowOf(key);
  if (row === null) return;
  row.classList.add("on");
  if (!focus) return;
  row.scrollIntoView({ block: "nearest" });
  const link = row.matches("a, button") ? row : row.querySelector<HTMLElement>("[data-open], a, button");
  link?.focus({ preventScroll: true });
}

/** Say which feature's row is pressed or reached by the keys. */
export function listenForRows(chosen: (key: string) => void): AbortController {
  const listening = new AbortController();
  const tell = (event: Event): void => {
    const row = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-feature]") : null;
    const key = row?.dataset["feature"];
    if (key !== undefined) chosen(key);
  };
  document.addEventListener("focusin", tell, { signal: listening.signal });
  document.addEventListener("click", tell, { signal: listening.signal });
  return listening;
}
