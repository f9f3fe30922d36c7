/** One press copies a text of ours for another platform's page, and says so where it was pressed. */

const SAID_MS = 2000;

async function copy(area: HTMLTextAreaElement): Promise<boolean> {
  // Browsers give the clipboard to pages over TLS alone; an office network often has none.
  if (window.isSecureContext) {
    try {
      await navigator.clipboard.writeText(area.value);
      return true;
    } catch {
      // Refused by a policy of the browser: the older way still works.
    }
  }
  area.focus();
  area.select();
  return document.execCommand("copy");
}

async function onPress(event: Event): Promise<void> {
  const button = event.target instanceof Element ? event.target.closest<HTMLButtonElement>("button[data-copy]") : null;
  const area = button ? document.getElementById(button.dataset["copy"] ?? "") : null;
  const word = button?.querySelector("span");
  if (!button || !word || !(area instanceof HTMLTextAreaElement) || !(await copy(area))) return;
  const before = word.textContent;
  word.textContent = button.dataset["copied"] ?? before;
  button.focus();
  window.setTimeout(() => (word.textContent = before), SAID_MS);
}

export function listenForCopying(): void {
  document.addEventListener("click", (event) => void onPress(event));
}
