/** Who uses this phone: finding the account, opening its key, locking, signing out. */
import { Base, type PhoneRow, register, shelfName } from "./keep/base";
import { Keeper } from "./keep/keeper";
import * as vault from "./keep/vault";
import { lastVisited } from "./rounds";
import { closeWorld, keeper, outbox, phone, readOutbox, readShelf } from "./state";
import { listen, rest, sync } from "./sync";
import type { Asker } from "./wire/shapes";
import { bytesOf, House, NoContact, Said, whoAsks } from "./wire/house";
import { hasChosenLanguage, show } from "./words/words";

const FIRST_PATIENCE_MS = 4_000;
/** Set when somebody left without a network: the session still has to be ended. */
const LEFT = "linli-field-left";

let row: PhoneRow | null = null;
let base: Base | null = null;

function use(found: PhoneRow): Base {
  row = found;
  phone.login = found.login;
  base?.close();
  base = new Base(found.name);
  return base;
}

async function asker(isKnown: boolean): Promise<Asker | "signed-out" | "no-contact"> {
  try {
    return await whoAsks(isKnown ? FIRST_PATIENCE_MS : undefined);
  } catch (problem) {
    if (problem instanceof Said && problem.status === 401) return "signed-out";
    return "no-contact";
  }
}

/** The gate this phone stands at for an account whose shelves are, or are not yet, here. */
async function gateOf(found: PhoneRow): Promise<void> {
  const kept = await use(found).vault.get(1);
  phone.gate = !kept ? "lay-pin" : kept.byPin ? "locked" : "reopen";
  if (kept && !kept.byPin) phone.why = "dropped";
}

/** Find out who stands here, with the house's help where it can be reached. */
export async function start(): Promise<void> {
  if (localStorage.getItem(LEFT)) await endSession();
  phone.code = /^\/field\/([^/]+)/.exec(location.pathname)?.[1] ?? "";
  const present = phone.code ? await register.present.get(phone.code) : undefined;
  const known = present ? await register.phones.get(present.name) : undefined;
  const me = await asker(known !== undefined);
  if (typeof me === "object") {
    if (!hasChosenLanguage()) show(me.language === "en" ? "en" : "zh");
    if (!phone.code) return choose(me.subdistricts);
    if (!me.subdistricts.some(({ code }) => code === phone.code)) return choose(me.subdistricts);
    const name = shelfName(phone.code, me.account_id);
    return gateOf({ name, code: phone.code, account: me.account_id, login: me.login });
  }
  phone.contact = me === "signed-out" ? "signed-out" : "none";
  if (!phone.code) return choose((await register.phones.toArray()).map(({ code }) => ({ code, name: code })));
  if (known) await gateOf(known);
  else phone.gate = me === "signed-out" ? "sign-in" : "first";
}

function choose(found: { code: string; name: string }[]): void {
  phone.choices = found.filter(({ code }, index) => found.findIndex((each) => each.code === code) === index);
  const [only] = phone.choices;
  if (only && phone.choices.length === 1 && only.code !== phone.code) location.replace(`/field/${only.code}/`);
  else phone.gate = "choose";
}

export function signIn(): void {
  location.assign(`/account/sign-in/?next=${encodeURIComponent(location.pathname)}`);
}

function labelOfPhone(): string {
  const system = /Android|iPhone|iPad|Windows|Mac OS|HarmonyOS|Linux/.exec(navigator.userAgent)?.[0] ?? "?";
  const browser = /MicroMessenger|Edg|HuaweiBrowser|MiuiBrowser|Firefox|Chrome|Safari/.exec(navigator.userAgent)?.[0] ?? "?";
  return `${system} · ${browser}`;
}

/** The first PIN: the house registers the phone and lends its wrap, the key is made and sealed twice. */
export async function layPin(pin: string): Promise<void> {
  if (!row || !base) return;
  const { id, unlock_key } = await new House(row.code).register(labelOfPhone());
  const key = await vault.lay(base, id, pin, bytesOf(unlock_key));
  await register.phones.put(row);
  await navigator.storage?.persist?.();
  await enter(key, id);
}

/** After wrong tries, seven days alone, or a new sign-in: the house opens, a new PIN is laid, nothing kept is lost. */
export async function reopen(pin: string): Promise<void> {
  const kept = await base?.vault.get(1);
  if (!row || !base || !kept) return;
  try {
    const { unlock_key } = await new House(row.code).unlock(kept.deviceId);
    await enter(await vault.reopen(base, pin, bytesOf(unlock_key)), kept.deviceId);
  } catch (problem) {
    if (problem instanceof Said && problem.code === "field.device_revoked") await wipe();
    else throw problem;
  }
}

export async function unlock(pin: string): Promise<void> {
  const kept = await base?.vault.get(1);
  if (!base || !kept) return;
  const opened = await vault.open(base, pin);
  if (opened.ok) return enter(opened.key, kept.deviceId);
  phone.why = opened.why;
  phone.left = opened.why === "wrong" ? opened.left : 0;
  if (opened.why !== "wrong") phone.gate = phone.contact === "signed-out" ? "sign-in" : "reopen";
}

async function enter(key: CryptoKey, device: string): Promise<void> {
  if (!row || !base) return;
  const open = new Keeper(base, key, device);
  await register.present.put({ code: row.code, name: row.name });
  await readShelf(open);
  await readOutbox(open);
  lastVisited.value = await open.own<string>("last");
  keeper.value = open;
  phone.why = "";
  phone.gate = "open";
  listen(open, row.account, { revoked: wipe, alone: shutAlone });
  void sync(open, row.account);
}

export function syncNow(): Promise<void> {
  return keeper.value && row ? sync(keeper.value, row.account) : Promise.resolve();
}

export function lock(): void {
  rest();
  closeWorld();
  phone.gate = "locked";
}

/** Seven days open without contact end like seven days shut. */
async function shutAlone(): Promise<void> {
  if (!base) return;
  await vault.drop(base);
  rest();
  closeWorld();
  phone.why = "stale";
  phone.gate = "reopen";
}

/** The house took this phone off its list: nothing of it stays here. */
async function wipe(): Promise<void> {
  rest();
  closeWorld();
  if (row) {
    await register.phones.delete(row.name);
    await register.present.delete(row.code);
  }
  await base?.delete();
  phone.gate = "broken";
}

async function endSession(): Promise<void> {
  const token = () => /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1] ?? "";
  localStorage.setItem(LEFT, "1");
  try {
    if (!token()) await fetch("/account/sign-in/", { redirect: "manual", cache: "no-store" });
    await fetch("/account/sign-out/", { method: "POST", headers: { "X-CSRFToken": token() }, redirect: "manual", cache: "no-store" });
    localStorage.removeItem(LEFT);
  } catch {
    // Out of reach: the session is ended before anything else at the next start.
  }
}

/**
 * Leave. What was not handed over stays sealed on this phone and comes back at the next sign-in of the same account;
 * where nothing waits, nothing stays.
 */
export async function signOut(): Promise<void> {
  const open = keeper.value;
  if (!open || !row || !base) return;
  rest();
  if (outbox.value.some((each) => each.state !== "taken")) {
    await vault.drop(base);
    await base.shelf.clear();
  } else {
    await new House(row.code).revoke(open.device).catch(() => undefined);
    await base.delete();
    await register.phones.delete(row.name);
  }
  await register.present.delete(row.code);
  closeWorld();
  await endSession();
  location.reload();
}

export function isOffline(problem: unknown): boolean {
  return problem instanceof NoContact;
}
