/** The local key: random, sealed by the PIN together with a secret of this browser, and a second time by the house. */
import type { Base, Sealed, VaultRow } from "./base";

export const WRONG_TRIES = 8;
export const DAYS_WITHOUT_CONTACT = 7;
const ROUNDS = 600_000;
const DAY_MS = 86_400_000;

export type Opened = { ok: true; key: CryptoKey } | { ok: false; why: "wrong"; left: number } | { ok: false; why: "dropped" | "stale" };

const text = new TextEncoder();

function fresh(length: number): Uint8Array<ArrayBuffer> {
  return crypto.getRandomValues(new Uint8Array(length));
}

async function keyOfPin(pin: string, row: Pick<VaultRow, "salt">, secret: CryptoKey): Promise<CryptoKey> {
  const typed = await crypto.subtle.importKey("raw", text.encode(pin), "PBKDF2", false, ["deriveBits"]);
  const slow = await crypto.subtle.deriveBits({ name: "PBKDF2", hash: "SHA-256", salt: row.salt, iterations: ROUNDS }, typed, 256);
  const mixed = await crypto.subtle.sign("HMAC", secret, slow);
  return crypto.subtle.importKey("raw", mixed, "AES-GCM", false, ["wrapKey", "unwrapKey"]);
}

async function keyOfHouse(wrap: Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
  const base = await crypto.subtle.importKey("raw", wrap, "HKDF", false, ["deriveKey"]);
  const how = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(0), info: text.encode("linli field second wrap") };
  return crypto.subtle.deriveKey(how, base, { name: "AES-GCM", length: 256 }, false, ["wrapKey", "unwrapKey"]);
}

async function wrap(key: CryptoKey, around: CryptoKey): Promise<Sealed> {
  const iv = fresh(12);
  return { iv, box: await crypto.subtle.wrapKey("raw", key, around, { name: "AES-GCM", iv }) };
}

function unwrap(sealed: Sealed, around: CryptoKey, isExtractable: boolean): Promise<CryptoKey> {
  return crypto.subtle.unwrapKey("raw", sealed.box, around, { name: "AES-GCM", iv: sealed.iv }, "AES-GCM", isExtractable, ["encrypt", "decrypt"]);
}

/** A new secret of this browser: usable here, readable by nobody. */
function newSecret(): Promise<CryptoKey> {
  return crypto.subtle.generateKey({ name: "HMAC", hash: "SHA-256" }, false, ["sign"]) as Promise<CryptoKey>;
}

async function sealByPin(pin: string, key: CryptoKey): Promise<Pick<VaultRow, "salt" | "secret" | "byPin" | "wrongTries">> {
  const salt = fresh(16);
  const secret = await newSecret();
  return { salt, secret, byPin: await wrap(key, await keyOfPin(pin, { salt }, secret)), wrongTries: 0 };
}

/** Lay a first key under a PIN and under the house's wrap; from here on the key itself cannot be read out. */
export async function lay(base: Base, deviceId: string, pin: string, house: Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
  const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, true, ["encrypt", "decrypt"]);
  const around = await keyOfHouse(house);
  const byServer = await wrap(key, around);
  await base.vault.put({ id: 1, deviceId, byServer, contactAt: Date.now(), ...(await sealByPin(pin, key)) });
  return unwrap(byServer, around, false);
}

/** Try a PIN. The try is counted before it is made, so that switching the phone off does not give it back. */
export async function open(base: Base, pin: string): Promise<Opened> {
  const row = await base.vault.get(1);
  if (!row?.byPin || !row.secret) return { ok: false, why: "dropped" };
  if (await isAlone(base)) {
    await drop(base);
    return { ok: false, why: "stale" };
  }
  const tries = await base.transaction("rw", base.vault, async () => {
    const counted = ((await base.vault.get(1))?.wrongTries ?? 0) + 1;
    await base.vault.update(1, { wrongTries: counted });
    return counted;
  });
  try {
    const key = await unwrap(row.byPin, await keyOfPin(pin, row, row.secret), false);
    await base.vault.update(1, { wrongTries: 0 });
    return { ok: true, key };
  } catch {
    if (tries < WRONG_TRIES) return { ok: false, why: "wrong", left: WRONG_TRIES - tries };
    await drop(base);
    return { ok: false, why: "dropped" };
  }
}

/** Whether the house was not heard for so long that the phone may not open by itself; a clock set back counts like one set ahead. */
export async function isAlone(base: Base): Promise<boolean> {
  const row = await base.vault.get(1);
  return row !== undefined && Math.abs(Date.now() - row.contactAt) > DAYS_WITHOUT_CONTACT * DAY_MS;
}

/** Open by the house's wrap and lay a new PIN around the same key: nothing that was kept is lost. */
export async function reopen(base: Base, pin: string, house: Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
  const row = await base.vault.get(1);
  if (!row?.byServer) throw new Error("There is no second wrap on this phone.");
  const around = await keyOfHouse(house);
  const key = await unwrap(row.byServer, around, true);
  await base.vault.update(1, { contactAt: Date.now(), ...(await sealByPin(pin, key)) });
  return unwrap(row.byServer, around, false);
}

/** Forget what opens the key here; the house can still open it. */
export async function drop(base: Base): Promise<void> {
  await base.vault.update(1, { byPin: null, secret: null, wrongTries: 0 });
}

export async function seal(key: CryptoKey, about: string, content: unknown): Promise<Sealed> {
  const plain = content instanceof ArrayBuffer ? content : text.encode(JSON.stringify(content));
  const iv = fresh(12);
  return { iv, box: await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: text.encode(about) }, key, plain) };
}

export function unsealBytes(key: CryptoKey, about: string, { iv, box }: Sealed): Promise<ArrayBuffer> {
  return crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData: text.encode(about) }, key, box);
}

export async function unseal<T>(key: CryptoKey, about: string, sealed: Sealed): Promise<T> {
  return JSON.parse(new TextDecoder().decode(await unsealBytes(key, about, sealed))) as T;
}
