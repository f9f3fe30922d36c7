/** "Somebody changed it first": one press takes every present value instead of one's own. */
export function listenForChoices(): void {
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-choose]") : null;
    const form = button?.closest("form");
    if (!button || !form) return;
    for (const radio of form.querySelectorAll<HTMLInputElement>(`input[type=radio][value="${CSS.escape(button.dataset["choose"] ?? "")}"]`)) {
      radio.checked = true;
    }
  });
}
