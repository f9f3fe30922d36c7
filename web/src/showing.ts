/** The items of a checklist hide and show while one answers, as on the phone. Without a script all of them show, and the house decides. */
import { shows, type Values } from "./field/show_if";

type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

function controlsIn(part: Element): Control[] {
  return Array.from(part.querySelectorAll<Control>("input, select, textarea"));
}

function valueOf(row: HTMLElement): string {
  const [control] = controlsIn(row.querySelector("[data-answer]") ?? row);
  if (control instanceof HTMLSelectElement) return Array.from(control.selectedOptions, (option) => option.value).join(" ").trim();
  return control?.value.trim() ?? "";
}

/** What is hidden is not said either: another item that waits for it hides as well. */
function settle(list: HTMLElement): void {
  const rows = Array.from(list.querySelectorAll<HTMLElement>("[data-item]"));
  const hidden = new Set<HTMLElement>();
  for (let isSettled = false, rounds = 0; !isSettled && rounds <= rows.length; rounds += 1) {
    const values: Values = Object.fromEntries(rows.filter((row) => !hidden.has(row)).map((row) => [row.dataset["item"] ?? "", valueOf(row)]));
    const found = rows.filter((row) => !shows(row.dataset["showIf"], values));
    isSettled = found.length === hidden.size && found.every((row) => hidden.has(row));
    hidden.clear();
    for (const row of found) hidden.add(row);
  }
  for (const row of rows) {
    row.hidden = hidden.has(row);
    // A field that is not asked is not sent; what was written in it comes back with it.
    for (const control of controlsIn(row)) control.disabled = row.hidden;
  }
}

function onAnswer(event: Event): void {
  const list = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-asks]") : null;
  if (list) settle(list);
}

function settleAll(): void {
  for (const list of document.querySelectorAll<HTMLElement>("[data-asks]")) settle(list);
}

export function listenForShowing(): void {
  document.addEventListener("input", onAnswer);
  document.addEventListener("change", onAnswer);
  // The browser fills in again what was typed before “back”.
  window.addEventListener("pageshow", settleAll);
  document.addEventListener("htmx:afterSettle", settleAll);
  settleAll();
}
