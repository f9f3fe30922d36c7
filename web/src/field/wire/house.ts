/** The house's door for phones. Whatever is not the house's own JSON counts as no contact: nothing here is changed by it. */
import type { Asker, Command, DeviceKey, Preparation, Pulled, Receipt } from "./shapes";

/** Nothing of ours answered: no network, a portal of the café, the house is closed. */
export class NoContact extends Error {}

/** The house answered, and said no. */
export class Said extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

const QUICK_MS = 20_000;
const SLOW_MS = 90_000;

interface Wish {
  method?: "GET" | "POST" | "PUT" | "HEAD";
  body?: unknown;
  device?: string;
  patience?: number;
  headers?: Record<string, string>;
}

async function reach(address: string, { method = "GET", body, device, patience = QUICK_MS, headers = {} }: Wish): Promise<Response> {
  const said: Record<string, string> = { Accept: "application/json", ...headers };
  if (device) said["X-Linli-Device"] = device;
  const init: RequestInit = { method, headers: said, redirect: "manual", cache: "no-store", credentials: "same-origin", signal: AbortSignal.timeout(patience) };
  if (body instanceof ArrayBuffer) init.body = body;
  else if (body !== undefined) {
    said["Content-Type"] = "application/json";
    init.body = JSON.stringify(body);
  }
  try {
    return await fetch(address, init);
  } catch {
    throw new NoContact();
  }
}

async function read(answer: Response): Promise<unknown> {
  if (!(answer.headers.get("Content-Type") ?? "").startsWith("application/json")) throw new NoContact();
  try {
    return await answer.json();
  } catch {
    throw new NoContact();
  }
}

function complaint(status: number, body: unknown): Said {
  const [first] = (body as { errors?: { code?: string; message?: string }[] }).errors ?? [];
  return new Said(status, first?.code ?? "", first?.message ?? "");
}

async function ask<T>(address: string, wish: Wish = {}, alsoGood: number[] = []): Promise<T> {
  const answer = await reach(address, wish);
  const body = await read(answer);
  if (answer.ok || alsoGood.includes(answer.status)) return body as T;
  throw complaint(answer.status, body);
}

export function whoAsks(patience?: number): Promise<Asker> {
  return ask<Asker>("/field/me", patience === undefined ? {} : { patience });
}

export class House {
  constructor(readonly code: string) {}

  private at(rest: string): string {
    return `/field/${encodeURIComponent(this.code)}/${rest}`;
  }

  register(label: string): Promise<DeviceKey> {
    return ask(this.at("devices"), { method: "POST", body: { label } });
  }

  unlock(device: string): Promise<DeviceKey> {
    return ask(this.at(`devices/${device}/unlock`), { method: "POST", body: {}, device });
  }

  revoke(device: string): Promise<unknown> {
    return ask(this.at(`devices/${device}/revoke`), { method: "POST", body: {}, device });
  }

  pull(device: string, cursor: string): Promise<Pulled> {
    return ask(this.at(cursor ? `pull?cursor=${encodeURIComponent(cursor)}` : "pull"), { device });
  }

  /** What to know and bring at these places. */
  async cards(device: string, places: string[]): Promise<{ place_id: string; card: Preparation }[]> {
    const answer = await ask<{ cards: { place_id: string; card: Preparation }[] }>(this.at(`cards?${places.map((id) => `place=${id}`).join("&")}`), { device, patience: SLOW_MS });
    return answer.cards;
  }

  async send(device: string, commands: (Command & { device_seq: number })[]): Promise<Receipt[]> {
    const body = { device_id: device, commands };
    // 409 carries receipts too: at least one of them says that its id is known with other content.
    const answer = await ask<{ receipts?: Receipt[] }>(this.at("sync"), { method: "POST", body, device, patience: SLOW_MS }, [409]);
    if (!answer.receipts) throw complaint(409, answer);
    return answer.receipts;
  }

  /** How many bytes of a file the house already has. */
  async offset(device: string, file: string): Promise<number> {
    const answer = await reach(this.at(`attachments/${file}`), { method: "HEAD", device });
    const known = answer.headers.get("Upload-Offset");
    if (!answer.ok || known === null) throw answer.status === 401 ? new Said(401, "field.signed_out", "") : new NoContact();
    return Number(known);
  }

  async part(device: string, file: string, bytes: ArrayBuffer, start: number, total: number): Promise<number> {
    const headers = { "Content-Type": "application/octet-stream", "Content-Range": `bytes ${start}-${start + bytes.byteLength - 1}/${total}` };
    const wish: Wish = { method: "PUT", body: bytes, device, headers, patience: SLOW_MS };
    const answer = await ask<{ offset?: number }>(this.at(`attachments/${file}`), wish, [409]);
    if (answer.offset === undefined) throw complaint(409, answer);
    return answer.offset;
  }
}

export function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
}
