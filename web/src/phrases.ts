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
    field.closest("details")?.setAttribute("open", "");
    field.focus();
  });
  document.addEventListener("click", (event) => {
    const offer = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-offer]") : null;
    if (!offer) return;
    // Without a script the link itself begins the form with it.
    event.preventDefault();
    const filled = [...offer.querySelectorAll<HTMLElement>("[data-for]")].flatMap((part) => fillIfEmpty(part.dataset["for"] ?? "", part.textContent.trim()));
    filled[0]?.focus();
    offer.parentElement?.querySelector("[data-full]")?.toggleAttribute("hidden", filled.length > 0);
  });
}

/** The field if it was empty and now says the text; what a person wrote is never touched. */
function fillIfEmpty(name: string, text: string): HTMLElement[] {
  const field = document.querySelector<HTMLTextAreaElement | HTMLInputElement>(`main [name="${CSS.escape(name)}"]`);
  if (!field || field.value.trim()) return [];
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  return [field];
}
