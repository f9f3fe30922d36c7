/** Everything the mouse can do, the keyboard can do; the words for the keys stand in the page, not here. */

const PAIR_PATIENCE_MS = 1200;
let first = "";
let firstAt = 0;

function isWriting(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

function isShown(element: HTMLElement): boolean {
  return element.getClientRects().length > 0;
}

function rows(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>("[data-row]")].filter(isShown);
}

function chosenRow(): HTMLElement | null {
  return document.querySelector<HTMLElement>("[data-row].on");
}

function move(step: number): void {
  const all = rows();
  if (all.length === 0) return;
  const old = chosenRow();
  const at = old ? all.indexOf(old) : -1;
  const next = all[at === -1 ? (step > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, at + step))];
  old?.classList.remove("on");
  next?.classList.add("on");
  next?.scrollIntoView({ block: "nearest" });
  next?.querySelector<HTMLElement>("[data-open]")?.focus({ preventScroll: true });
}

/** The chosen line's own button first; another line's is pressed by nobody who looks at this one. */
function press(key: string): boolean {
  const all = [...document.querySelectorAll<HTMLElement>(`[data-key="${CSS.escape(key)}"]`)].filter(isShown);
  const own = all.find((each) => each.closest("[data-row].on") !== null);
  const common = all.find((each) => each.closest("[data-row]") === null);
  // Several lines are ticked: what is pressed is meant for them all.
  const target = document.querySelector("[data-pick]:checked") !== null ? (common ?? own) : (own ?? common);
  if (target === undefined) return false;
  target.click();
  // What it opened is walked through by the keys from here.
  if (target.tagName === "SUMMARY") target.focus();
  return true;
}

let isPainted = false;

/** Leave a field for good: at its first paint the browser would give the focus to a field marked autofocus once more. */
function leave(field: HTMLElement): void {
  field.blur();
  if (!isPainted) field.addEventListener("focus", () => !isPainted && field.blur(), { once: true });
}

function focusSearch(): void {
  const box = document.querySelector<HTMLInputElement>("[data-search]");
  box?.focus();
  box?.select();
}

function openHelp(): void {
  document.querySelector<HTMLDialogElement>("#keys-help")?.showModal();
}

/** Two keys in a row ("g", then a letter) go to a page; the first is forgotten after a moment. */
function pressPair(key: string): boolean {
  const pair = `${first} ${key}`;
  const isFresh = first !== "" && Date.now() - firstAt < PAIR_PATIENCE_MS;
  first = "";
  if (isFresh && press(pair)) return true;
  if (document.querySelector(`[data-key^="${CSS.escape(key)} "]`) === null) return false;
  first = key;
  firstAt = Date.now();
  return true;
}

const COMMANDS: Record<string, () => void> = {
  j: () => move(1),
  k: () => move(-1),
  ArrowDown: () => move(1),
  ArrowUp: () => move(-1),
  "/": focusSearch,
  "?": openHelp,
};

function onKey(event: KeyboardEvent): void {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
    event.preventDefault();
    focusSearch();
    return;
  }
  if ((event.ctrlKey || event.metaKey) && event.key === "Enter" && event.target instanceof HTMLElement) {
    const form = (event.target as { form?: HTMLFormElement | null }).form ?? event.target.closest("form");
    // Where a form has several buttons, one of them is the whole; htmx sends its value only when it is pressed.
    const whole = [...(form?.elements ?? [])].find((each): each is HTMLButtonElement => each instanceof HTMLButtonElement && "ctrlEnter" in each.dataset);
    if (whole) event.preventDefault();
    if (whole) whole.click();
    else form?.requestSubmit();
    return;
  }
  if (event.key === "Escape" && isWriting(event.target)) leave(event.target as HTMLElement);
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  // On a link or a button Enter is its own; elsewhere it is the page's next action.
  if (event.key === "Enter" && event.target instanceof Element && event.target.closest("a, button, summary") !== null) return;
  if (isWriting(event.target) || document.querySelector("dialog[open]") !== null) return;
  if (pressPair(event.key) || press(event.key)) {
    event.preventDefault();
    return;
  }
  const isArrow = event.key.startsWith("Arrow");
  const command = COMMANDS[event.key];
  if (command === undefined || (isArrow && rows().length === 0)) return;
  event.preventDefault();
  command();
}

export function listenForKeys(): void {
  // The second frame begins when the first, in which the browser focuses, is over.
  requestAnimationFrame(() => requestAnimationFrame(() => (isPainted = true)));
  document.addEventListener("keydown", onKey);
  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element)) return;
    if (event.target.closest("[data-keys-help]")) openHelp();
    if (event.target.closest("[data-close]")) event.target.closest("dialog")?.close();
  });
}
