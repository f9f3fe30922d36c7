/** Taking a matter down by keys alone: Enter saves, Ctrl with Enter does the whole, Alt with a key chooses. */

function buttonOf(form: HTMLFormElement, then: string): HTMLButtonElement | null {
  return document.querySelector<HTMLButtonElement>(`button[form="${CSS.escape(form.id)}"][data-then="${CSS.escape(then)}"], #${CSS.escape(form.id)} button[value="${CSS.escape(then)}"]`);
}

function onEnter(event: KeyboardEvent): void {
  const field = event.target;
  // The Enter that ends a Chinese word belongs to the input method.
  if (event.key !== "Enter" || event.shiftKey || event.ctrlKey || event.metaKey || event.isComposing || event.keyCode === 229) return;
  if (!(field instanceof HTMLElement) || field.dataset["enter"] === undefined) return;
  const form = field.closest("form");
  if (!form) return;
  event.preventDefault();
  // Pressed, not only submitted: htmx sends the value of the button that was pressed.
  buttonOf(form, field.dataset["enter"])?.click();
}

function onAlt(event: KeyboardEvent): void {
  if (!event.altKey || event.ctrlKey || event.metaKey) return;
  const target = document.querySelector<HTMLElement>(`[data-alt="${CSS.escape(event.code)}"]`);
  if (!target) return;
  event.preventDefault();
  if (target instanceof HTMLSelectElement) target.focus();
  else target.click();
}

/** A class chosen by hand stays chosen while the words go on; to press the one that stands chosen already is to choose it. */
function onChosen(event: Event): void {
  const radio = event.target;
  if (!(radio instanceof HTMLInputElement) || radio.dataset["byHand"] === undefined) return;
  const by = document.querySelector<HTMLInputElement>("input[name=item_by]");
  if (by) by.value = "hand";
  const more = document.querySelector<HTMLSelectElement>("select[name=item_more]");
  if (more) more.value = "";
  // The browser tells of no change where the choice was the same: the house must hear of it, or its next answer takes it back.
  if (event.type === "click" && radio.defaultChecked) radio.dispatchEvent(new Event("change", { bubbles: true }));
}

/** A field that begins by itself does so until a person writes in it. */
function fill(): void {
  for (const source of document.querySelectorAll<HTMLElement>("[data-fill]")) {
    const field = document.querySelector<HTMLInputElement>(`[data-filled-by="${CSS.escape(source.dataset["fill"] ?? "")}"]`);
    if (!field || document.activeElement === field) continue;
    if (field.value !== "" && field.value !== field.dataset["filled"]) continue;
    field.value = field.dataset["filled"] = source.textContent;
  }
}

/** What was pasted before the house could listen is read as soon as it does. */
function readPasted(): void {
  const box = document.querySelector<HTMLTextAreaElement>("#pasted");
  if (box?.value.trim()) box.form?.requestSubmit();
}

export function listenForTaking(): void {
  document.addEventListener("keydown", onEnter);
  document.addEventListener("keydown", onAlt);
  document.addEventListener("change", onChosen, { capture: true });
  document.addEventListener("click", onChosen, { capture: true });
  document.addEventListener("htmx:oobAfterSwap", fill);
  document.addEventListener("htmx:afterSettle", fill);
  document.addEventListener("htmx:load", readPasted, { once: true });
}
