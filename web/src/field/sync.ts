/** Bringing phone and house together: first hear, then hand over the words, then the pictures, then hear again. */
import { isFull } from "./keep/base";
import { isAlone } from "./keep/vault";
import type { Keeper, Waiting } from "./keep/keeper";
import { outbox, phone, readOutbox, readShelf, world } from "./state";
import { House, NoContact, Said } from "./wire/house";

const BATCH_COMMANDS = 100;
const BATCH_BYTES = 512_000;
const PART_BYTES = 256 * 1024;
const CARDS_AT_ONCE = 20;
const CARDS_IN_A_ROUND = 120;
const AGAIN_MS = { waiting: 20_000, idle: 300_000 };

let running: Promise<void> | null = null;
let clock = 0;

/** What to do when this phone may not stay open. */
export interface Leave {
  /** The house took it off its list. */
  revoked: () => Promise<void>;
  /** It had no contact for too long. */
  alone: () => Promise<void>;
}

let leave: Leave;

class OtherAccount extends Error {}

async function hear(open: Keeper, house: House, account: string): Promise<void> {
  // Only what was taken before this pull was asked for may be cleared away by it.
  const taken = (await open.outbox()).filter((each) => each.state === "taken").map((each) => each.seq);
  let cursor = (await open.note())?.cursor ?? "";
  for (let isFirst = true, isMore = true; isMore; isFirst = false) {
    const answer = await house.pull(open.device, cursor);
    if (answer.me.account_id !== account) throw new OtherAccount();
    await open.apply(answer, answer.is_full && isFirst, taken);
    ({ cursor, more: isMore } = answer);
  }
  await readShelf(open);
  const decided = world.value.conflicts.filter(({ state }) => state !== "open").map((each) => each.command_id);
  await open.settle(decided);
  await readOutbox(open);
}

function* batches(waiting: Waiting[]): Generator<Waiting[]> {
  let batch: Waiting[] = [];
  let bytes = 0;
  for (const each of waiting) {
    const own = JSON.stringify(each.command).length;
    if (batch.length && (batch.length >= BATCH_COMMANDS || bytes + own > BATCH_BYTES)) {
      yield batch;
      [batch, bytes] = [[], 0];
    }
    batch.push(each);
    bytes += own;
  }
  if (batch.length) yield batch;
}

async function handOver(open: Keeper, house: House, mayGo: (each: Waiting) => boolean): Promise<boolean> {
  let isAnyTaken = false;
  const waiting = (await open.outbox()).filter((each) => each.state === "waiting" && mayGo(each));
  for (const batch of batches(waiting)) {
    // What was taken back meanwhile must not leave, and what leaves may not be taken back.
    const leaving = await open.leaving(batch.map((each) => each.seq));
    const going = batch.filter((each) => leaving.has(each.seq));
    const receipts = await house.send(open.device, going.map((each) => ({ ...each.command, device_seq: each.seq })));
    await open.receipts(going, receipts);
    isAnyTaken ||= receipts.some((receipt) => receipt.status === "applied" || receipt.status === "conflict");
    await readOutbox(open);
  }
  return isAnyTaken;
}

async function handPictures(open: Keeper, house: House): Promise<boolean> {
  const files = await open.filesWaiting();
  for (const file of files) {
    const bytes = await open.fileBytes(file);
    let from = await house.offset(open.device, file.id);
    while (from < bytes.byteLength) {
      const next = await house.part(open.device, file.id, bytes.slice(from, from + PART_BYTES), from, bytes.byteLength);
      if (next <= from && next !== 0) throw new NoContact();
      from = next;
    }
    await open.fileDone(file.id);
  }
  return files.length > 0;
}

/** The cards of places one is to go to and that came without: they are for reading before one goes in, and hold nothing up. */
async function fetchCards(open: Keeper, house: House): Promise<void> {
  const wanted = [...world.value.dues.map(({ place_id }) => place_id), ...[...world.value.targets.values()].filter(({ is_over }) => !is_over).map(({ place_id }) => place_id)];
  const without = [...new Set(wanted)].filter((id) => Object.keys(world.value.places.get(id)?.preparation ?? { here: 1 }).length === 0).slice(0, CARDS_IN_A_ROUND);
  for (let from = 0; from < without.length; from += CARDS_AT_ONCE) {
    await open.keepCards(await house.cards(open.device, without.slice(from, from + CARDS_AT_ONCE)));
  }
  if (without.length) await readShelf(open);
}

async function round(open: Keeper, account: string): Promise<void> {
  const house = new House(phone.code);
  const deaf = await hear(open, house, account).catch((problem: unknown) => {
    // Who does not work there any more hears nothing; what waits is still offered, and its receipts say why it is not taken.
    if (problem instanceof Said && problem.status === 404) return problem;
    throw problem;
  });
  phone.isSending = true;
  const isChanged = await handOver(open, house, (each) => each.command.kind !== "photo.attach");
  if (deaf) throw deaf;
  await handPictures(open, house);
  const isPictured = await handOver(open, house, (each) => each.command.kind === "photo.attach");
  if (isChanged || isPictured) await hear(open, house, account);
  await fetchCards(open, house).catch((problem: unknown) => {
    if (!(problem instanceof Said)) throw problem;
  });
}

async function judge(open: Keeper, problem: unknown): Promise<void> {
  if (problem instanceof NoContact) phone.contact = "none";
  else if (problem instanceof OtherAccount) phone.contact = "other-account";
  else if (problem instanceof Said && problem.status === 401) phone.contact = "signed-out";
  else if (problem instanceof Said && problem.code === "field.device_revoked") await leave.revoked();
  else {
    phone.contact = "trouble";
    phone.trouble = problem instanceof Error ? problem.message : String(problem);
    if (isFull(problem)) {
      phone.isFull = true;
      phone.trouble = "";
      await open.base.reopen().catch(() => undefined);
    }
  }
}

async function once(open: Keeper, account: string): Promise<void> {
  phone.isBusy = true;
  try {
    await round(open, account);
    phone.contact = "good";
    phone.syncedAt = Date.now();
    phone.trouble = "";
    phone.isFull = false;
  } catch (problem) {
    await judge(open, problem);
    if (phone.contact === "none" && (await isAlone(open.base).catch(() => false))) await leave.alone();
  } finally {
    phone.isBusy = phone.isSending = false;
  }
}

/** One round, alone among the windows of this phone; a call during a round waits for that round and then makes its own. */
export async function sync(open: Keeper, account: string): Promise<void> {
  await running;
  running ??= navigator.locks.request(`linli-sync-${open.base.name}`, () => once(open, account)).finally(() => (running = null));
  await running;
  again(open, account);
}

function again(open: Keeper, account: string): void {
  clearTimeout(clock);
  const isWaiting = outbox.value.some((each) => each.state === "waiting");
  clock = window.setTimeout(() => void sync(open, account), isWaiting ? AGAIN_MS.waiting : AGAIN_MS.idle);
}

export function listen(open: Keeper, account: string, ways: Leave): void {
  leave = ways;
  window.ononline = () => void sync(open, account);
  document.onvisibilitychange = () => {
    if (document.visibilityState === "visible") void sync(open, account);
  };
}

export function rest(): void {
  clearTimeout(clock);
  window.ononline = null;
  document.onvisibilitychange = null;
}
