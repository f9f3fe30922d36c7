/** A button that prints the page: the style sheet for paper leaves the frame on the screen. */
export function listenForPrinting(): void {
  document.addEventListener("click", (event) => {
    if ((event.target as Element).closest("[data-print]")) window.print();
  });
}
