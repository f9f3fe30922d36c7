/** Reading and writing what lies on this phone, sealed with the open key. */
import type { Command, Kind, Payloads, Preparation, Pulled, Receipt } from "../wire/shapes";
import type { Base, FileRow, OutRow, OutState, Sealed, ShelfRow } from "./base";
import { seal, unseal, unsealBytes } from "./vault";

/** What stands beside a command for the person who made it; it never travels. */
export interface Label {
  what: "visit" | "report" | "note" | "accept" | "contact" | "finish" | "step" | "photo" | "card" | "patrol";
  name: string;
}

interface OutContent {
  command: Command;
  label: Label;
  answer?: { code: string; message: string };
}

export interface Waiting extends OutContent {
  seq: number;
  state: OutState;
  sent: number;
  savedAt: number;
  bytes: number;
}

export interface Draft<K extends Kind = Kind> {
  id: string;
  kind: K;
  payload: Payloads[K];
  after: string[];
  seen: number | null;
  label: Label;
  /** When it was said, where that is not now. */
  madeAt?: Date;
}

export interface Photo {
  id: string;
  command: string;
  bytes: ArrayBuffer;
}

export interface PullNote {
  cursor: string;
  day: string;
  me: Pulled["me"];
  at: number;
}

const NOTE = "m/pull";

export class Keeper {
  constructor(
    readonly base: Base,
    readonly key: CryptoKey,
    readonly device: string,
  ) {}

  private async row(name: string, content: unknown): Promise<ShelfRow> {
    return { name, ...(await seal(this.key, name, content)) };
  }

  private reading<T>(name: string, sealed: Sealed): Promise<T> {
    return unseal<T>(this.key, name, sealed);
  }

  async pulled(): Promise<Map<string, { version: number; body: unknown }>> {
    const rows = await this.base.shelf.where("name").startsWith("p/").toArray();
    const open = rows.map(async (row) => [row.name.slice(2), await this.reading<{ version: number; body: unknown }>(row.name, row)] as const);
    return new Map(await Promise.all(open));
  }

  async note(): Promise<PullNote | null> {
    return this.own<PullNote>("pull");
  }

  async own<T>(name: string): Promise<T | null> {
    const read = () => this.base.shelf.get(`m/${name}`);
    const row = await read().catch(() => this.base.reopen().then(read));
    return row ? this.reading<T>(row.name, row) : null;
  }

  async keepOwn(name: string, content: unknown): Promise<void> {
    await this.base.shelf.put(await this.row(`m/${name}`, content));
  }

  async forgetOwn(name: string): Promise<void> {
    await this.base.shelf.delete(`m/${name}`);
  }

  /** Everything of one answer, its cursor and the end of what it acknowledges, or nothing. */
  async apply(answer: Pulled, isFirstOfFull: boolean, takenBefore: number[]): Promise<void> {
    const rows = await Promise.all(answer.items.map((item) => this.row(`p/${item.kind}/${item.id}`, { version: item.version, body: item.body })));
    const note = await this.row(NOTE, { cursor: answer.cursor, day: answer.day, me: answer.me, at: Date.now() } satisfies PullNote);
    await this.base.transaction("rw", this.base.shelf, this.base.out, this.base.vault, async () => {
      const emptied = isFirstOfFull ? ["p/"] : answer.whole.map((kind) => `p/${kind}/`);
      for (const start of emptied) await this.base.shelf.where("name").startsWith(start).delete();
      await this.base.shelf.bulkDelete(answer.items.filter(({ kind }) => kind === "place").map(({ id }) => `p/card/${id}`));
      await this.base.shelf.bulkPut([...rows, note]);
      await this.base.shelf.bulkDelete(answer.gone.map(({ kind, id }) => `p/${kind}/${id}`));
      if (!answer.more) await this.base.out.bulkDelete(takenBefore);
      await this.base.vault.update(1, { contactAt: Date.now() });
    });
  }

  /** Cards that were asked for on their own lie beside their places until these come anew. */
  async keepCards(cards: { place_id: string; card: Preparation }[]): Promise<void> {
    await this.base.shelf.bulkPut(await Promise.all(cards.map(({ place_id, card }) => this.row(`p/card/${place_id}`, { version: 0, body: card }))));
  }

  /**
   * Put commands and their photos on their way: all of them, or none and an error. What they stand instead of goes in the same step;
   * false, and nothing is kept, where that is here no more.
   */
  async save(drafts: Draft[], photos: Photo[] = [], instead: ReadonlyMap<string, string> = new Map()): Promise<boolean> {
    const at = new Date();
    const rows = await Promise.all(
      drafts.map(async ({ label, madeAt, ...draft }): Promise<OutRow> => {
        const content: OutContent = { command: { ...draft, made_at: (madeAt ?? at).toISOString() }, label };
        const bytes = JSON.stringify(content.command).length + photos.filter((photo) => photo.command === draft.id).reduce((sum, photo) => sum + photo.bytes.byteLength, 0);
        return { id: draft.id, state: "waiting", sent: 0, savedAt: at.getTime(), bytes, ...(await seal(this.key, `o/${draft.id}`, content)) };
      }),
    );
    const files = await Promise.all(
      photos.map(async (photo): Promise<FileRow> => ({ id: photo.id, command: photo.command, bytes: photo.bytes.byteLength, state: "waiting", ...(await seal(this.key, `f/${photo.id}`, photo.bytes)) })),
    );
    return this.base.transaction("rw", this.base.out, this.base.files, async () => {
      // Asked twice: a collection that was counted remembers how far it came.
      const old = () => this.base.out.where("id").anyOf([...instead.keys()]);
      if ((await old().count()) < instead.size) return false;
      await old().delete();
      for (const [before, now] of instead) await this.base.files.where("command").equals(before).modify({ command: now, state: "waiting" });
      for (const row of rows) await this.base.out.add(row);
      await this.base.files.bulkAdd(files);
      return true;
    });
  }

  async outbox(): Promise<Waiting[]> {
    const rows = await this.base.out.orderBy("seq").toArray();
    return Promise.all(
      rows.map(async (row) => {
        const content = await this.reading<OutContent>(`o/${row.id}`, row);
        return { ...content, seq: row.seq!, state: row.state, sent: row.sent, savedAt: row.savedAt, bytes: row.bytes };
      }),
    );
  }

  /** Count that these leave the phone, before they do; answers which are still here. */
  async leaving(seqs: number[]): Promise<Set<number>> {
    return this.base.transaction("rw", this.base.out, async () => {
      const rows = await this.base.out.where("seq").anyOf(seqs).toArray();
      await this.base.out.bulkPut(rows.map((row) => ({ ...row, sent: row.sent + 1 })));
      return new Set(rows.map((row) => row.seq!));
    });
  }

  /** A person decided: what was kept of these here is over. */
  async settle(ids: string[]): Promise<void> {
    await this.base.out.where("id").anyOf(ids).and((row) => row.state === "conflict").delete();
  }

  /** Note what the house said of each; what it took stays until a pull shows it. */
  async receipts(sent: Waiting[], receipts: Receipt[]): Promise<void> {
    const said = new Map(receipts.map((receipt) => [receipt.id, receipt]));
    const changed = sent.flatMap((each) => {
      const receipt = said.get(each.command.id);
      const state = receipt && STATES[receipt.status];
      return receipt && state ? [{ each, receipt, state }] : [];
    });
    const rows = await Promise.all(
      changed.map(async ({ each, receipt, state }) => {
        const content: OutContent = { command: each.command, label: each.label, answer: { code: receipt.code, message: receipt.message } };
        return { seq: each.seq, state, content: await seal(this.key, `o/${each.command.id}`, content) };
      }),
    );
    await this.base.transaction("rw", this.base.out, this.base.files, async () => {
      for (const { seq, state, content } of rows) await this.base.out.update(seq, { state, ...content });
      const taken = changed.filter(({ state }) => state === "taken").map(({ each }) => each.command.id);
      await this.base.files.where("command").anyOf(taken).delete();
    });
  }

  /** Take back what never left this phone, with all that hangs on it; false where one of them may have left. */
  async takeBack(ids: string[]): Promise<boolean> {
    return this.base.transaction("rw", this.base.out, this.base.files, async () => {
      const rows = await this.base.out.where("id").anyOf(ids).toArray();
      if (rows.some((row) => row.sent > 0)) return false;
      await this.base.out.where("id").anyOf(ids).delete();
      await this.base.files.where("command").anyOf(ids).delete();
      return true;
    });
  }

  /** Delete what was refused and has been read; the person asked for it. */
  async dismiss(id: string): Promise<void> {
    await this.base.transaction("rw", this.base.out, this.base.files, async () => {
      await this.base.out.where("id").equals(id).delete();
      await this.base.files.where("command").equals(id).delete();
    });
  }

  filesWaiting(): Promise<FileRow[]> {
    return this.base.files.where("state").equals("waiting").toArray();
  }

  fileBytes(row: FileRow): Promise<ArrayBuffer> {
    return unsealBytes(this.key, `f/${row.id}`, row);
  }

  async fileDone(id: string): Promise<void> {
    await this.base.files.update(id, { state: "taken" });
  }
}

const STATES: Partial<Record<Receipt["status"], OutState>> = { applied: "taken", conflict: "conflict", refused: "refused", different: "refused" };
