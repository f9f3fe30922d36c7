/** A phrase that is pressed goes into its field, where the cursor stands there, or at the end. */
export function listenForPhrases(): void {
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-into]") : null;
    const field = button && document.querySelector<HTMLTextAreaElement | HTMLInputElement>(`main [name="${CSS.escape(button.dataset["into"] ?? "")}"]`);
    if (!button || !field) return;
    const text = (button.querySelector("[data-text]") ?? button).textContent.trim();
    const at = field.selectionStart ?? field.value.length;
    field.setRangeText(text, at, field.selectionEnd ?? at, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  });
}
