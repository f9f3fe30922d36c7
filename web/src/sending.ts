/** A form is sent once: its button rests until the answer comes. A lost network is said, never hidden. */

function rest(form: HTMLFormElement, isResting: boolean): void {
  for (const button of form.elements) {
    if (button instanceof HTMLButtonElement && button.type === "submit") button.setAttribute("aria-disabled", String(isResting));
  }
  if (isResting) form.dataset["sending"] = "";
  else delete form.dataset["sending"];
}

function onSubmit(event: SubmitEvent): void {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || form.method === "dialog" || event.defaultPrevented) return;
  if (!("sending" in form.dataset)) {
    rest(form, true);
    return;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
}

function restore(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-sending]")) rest(form, false);
}

function onAnswer(event: Event): void {
  // Where the answer leads to another page, the old form stays shut until that page is here.
  const { xhr } = (event as CustomEvent<{ xhr: XMLHttpRequest }>).detail;
  if (xhr.getResponseHeader("HX-Redirect") === null) restore();
}

function onLost(): void {
  const template = document.querySelector<HTMLTemplateElement>("#said-offline");
  if (template) document.querySelector("#said")?.replaceChildren(template.content.cloneNode(true));
}

/** Signing in again in another window gives the browser a new token; the form that was open before sends that one. */
function renewToken(event: Event): void {
  const token = /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1];
  const { formData } = (event as CustomEvent<{ formData: FormData }>).detail;
  if (token && formData.has("csrfmiddlewaretoken")) formData.set("csrfmiddlewaretoken", token);
}

export function listenForSending(): void {
  document.addEventListener("submit", onSubmit, { capture: true }); // before htmx sees it
  window.addEventListener("pageshow", restore); // the page may come back from the browser's memory
  document.addEventListener("htmx:configRequest", renewToken);
  document.addEventListener("htmx:afterRequest", onAnswer);
  document.addEventListener("htmx:sendError", onLost);
}
