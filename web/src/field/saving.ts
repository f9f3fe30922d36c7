/** From a form to commands that lie safely on this phone. */
import type { Draft, Label, Photo } from "./keep/keeper";
import type { Taken } from "./photo";
import { keeper, outbox, phone, readOutbox } from "./state";
import { syncNow } from "./session";
import type { Kind, Payloads } from "./wire/shapes";
import { uuid7 } from "./uuid7";

export function draftOf<K extends Kind>(kind: K, payload: Payloads[K], label: Label, seen: number | null = null, after: string[] = []): Draft<K> {
  return { id: uuid7(), kind, payload, after, seen, label };
}

/** The last command here about the same ticket or target: what comes after it must wait for it. */
export function lastAbout(id: string): string[] {
  const isAbout = (payload: object) => ("ticket_id" in payload && payload.ticket_id === id) || ("target_id" in payload && payload.target_id === id);
  const found = outbox.value.filter(({ command, state }) => state === "waiting" && isAbout(command.payload));
  const last = found.at(-1);
  return last ? [last.command.id] : [];
}

export function picturesOf(taken: Taken[], about: { kind: "ticket" | "note" | "visit" | "finding"; id: string }, after: string, name: string): { drafts: Draft[]; photos: Photo[] } {
  const drafts: Draft[] = [];
  const photos: Photo[] = [];
  for (const each of taken) {
    const id = uuid7();
    const draft = draftOf("photo.attach", { attachment_id: id, about, name: each.name }, { what: "photo", name }, null, [after]);
    drafts.push(draft);
    photos.push({ id, command: draft.id, bytes: each.bytes });
  }
  return { drafts, photos };
}

/**
 * Save all or nothing; false where the phone cannot, which hardly ever has another reason than that it is full, or where what it
 * stands instead of is here no more.
 * The form then still holds everything. A browser whose disk was full gives the database up: it is opened once more.
 */
export async function save(drafts: Draft[], photos: Photo[] = [], instead?: ReadonlyMap<string, string>): Promise<boolean> {
  const open = keeper.value;
  if (!open) return false;
  let isKept: boolean;
  try {
    isKept = await open.save(drafts, photos, instead).catch(async () => {
      await open.base.reopen();
      return open.save(drafts, photos, instead);
    });
  } catch {
    phone.isFull = true;
    return false;
  }
  phone.isFull = false;
  await readOutbox(open);
  void syncNow();
  return isKept;
}

/** Take back what was just saved, while none of it has left. */
export async function takeBack(ids: string[]): Promise<boolean> {
  const open = keeper.value;
  if (!open) return false;
  const isBack = await open.takeBack(ids);
  await readOutbox(open);
  return isBack;
}
