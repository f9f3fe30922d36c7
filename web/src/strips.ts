/** Strips of links that are wider than a phone: the page one is on is brought into view. */
export function showWhereWeAre(): void {
  for (const strip of document.querySelectorAll<HTMLElement>(".tabs, .side")) {
    const on = strip.querySelector<HTMLElement>(".on");
    if (!on || strip.scrollWidth <= strip.clientWidth) continue;
    const middle = on.offsetLeft - strip.offsetLeft + on.offsetWidth / 2;
    strip.scrollLeft = middle - strip.clientWidth / 2;
  }
}
