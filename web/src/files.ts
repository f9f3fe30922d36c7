/** Attaching a file: say at once what is too big, show how far it has come. */

function tooBig(input: HTMLInputElement): boolean {
  const limit = Number(input.dataset["limitBytes"] ?? Infinity);
  return [...(input.files ?? [])].some((file) => file.size > limit);
}

function onChosen(event: Event): void {
  const input = event.target;
  if (!(input instanceof HTMLInputElement) || input.type !== "file") return;
  const warning = document.getElementById(input.dataset["warning"] ?? "");
  const isTooBig = tooBig(input);
  if (warning) warning.hidden = !isTooBig;
  if (isTooBig) input.value = "";
  const name = document.getElementById(input.dataset["name"] ?? "");
  const chosen = input.files?.[0]?.name;
  if (name && chosen !== undefined) name.textContent = chosen;
}

function onProgress(event: Event): void {
  const form = event.target instanceof Element ? event.target.closest("form") : null;
  const bar = form?.querySelector("progress");
  const { loaded, total } = (event as CustomEvent<{ loaded: number; total: number }>).detail;
  if (!bar || !total) return;
  bar.hidden = false;
  bar.max = total;
  bar.value = loaded;
}

export function listenForFiles(): void {
  document.addEventListener("change", onChosen);
  document.addEventListener("htmx:xhr:progress", onProgress);
}
