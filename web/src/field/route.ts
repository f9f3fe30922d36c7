/** Where we are, in the address behind the #: it never reaches the house. */
import { shallowRef } from "vue";

export interface Route {
  page: string;
  id: string;
  more: URLSearchParams;
}

function read(): Route {
  const [path = "", query = ""] = location.hash.replace(/^#\/?/, "").split("?");
  const [page = "", id = ""] = path.split("/");
  return { page: page || "today", id, more: new URLSearchParams(query) };
}

export const route = shallowRef<Route>(read());

window.addEventListener("hashchange", () => {
  route.value = read();
  window.scrollTo(0, 0);
});

export function to(page: string, id = "", more: Record<string, string> = {}): string {
  const query = new URLSearchParams(more).toString();
  return `#/${page}${id ? `/${id}` : ""}${query ? `?${query}` : ""}`;
}

export function go(page: string, id = "", more: Record<string, string> = {}): void {
  location.hash = to(page, id, more);
}

/** Go there so that “back” does not lead to where we are now. */
export function instead(page: string, id = "", more: Record<string, string> = {}): void {
  history.replaceState(null, "", to(page, id, more));
  route.value = read();
  window.scrollTo(0, 0);
}
