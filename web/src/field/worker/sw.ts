/** The shell without a network: static files and the empty page around them. What the server says about people passes by untouched. */
const house = self as unknown as ServiceWorkerGlobalScope;

const FILES = "__SHELL_FILES__" as unknown as readonly string[];
const SHELF = "linli-shell-" + "__SHELL_MARK__";
const BASE = new URL("/static/field/", house.location.origin).href;
const PAGE = /^\/field\/(?:[a-z0-9-]+\/)?$/;

async function lay(): Promise<void> {
  const shelf = await caches.open(SHELF);
  await shelf.addAll(FILES.map((name) => new Request(BASE + name, { cache: "reload" })));
  await house.skipWaiting();
}

async function clear(): Promise<void> {
  const names = await caches.keys();
  const open = await house.clients.matchAll({ type: "window", includeUncontrolled: true });
  for (const path of ["/field/", ...open.map((client) => new URL(client.url).pathname)]) await keepPage(path).catch(() => undefined);
  await Promise.all(names.filter((name) => name.startsWith("linli-shell-") && name !== SHELF).map((name) => caches.delete(name)));
  await house.clients.claim();
}

async function keepPage(path: string): Promise<void> {
  if (!PAGE.test(path)) return;
  // Without cookies: the kept page cannot hold anything that depends on who asks.
  const answer = await fetch(path, { credentials: "omit", redirect: "error", cache: "reload" });
  if (answer.ok) await (await caches.open(SHELF)).put(path, answer);
}

async function page(path: string, request: Request): Promise<Response> {
  const kept = await (await caches.open(SHELF)).match(path);
  void keepPage(path).catch(() => undefined);
  return kept ?? fetch(request);
}

async function file(request: Request, address: string): Promise<Response> {
  return (await (await caches.open(SHELF)).match(address)) ?? fetch(request);
}

house.addEventListener("install", (event) => event.waitUntil(lay()));
house.addEventListener("activate", (event) => event.waitUntil(clear()));
house.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== house.location.origin) return;
  const address = origin + pathname;
  if (request.mode === "navigate" && PAGE.test(pathname)) event.respondWith(page(pathname, request));
  else if (address.startsWith(BASE) && FILES.includes(address.slice(BASE.length))) event.respondWith(file(request, address));
});
