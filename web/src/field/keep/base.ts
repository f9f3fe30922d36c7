/** What lies on this phone: one database per account and subdistrict, so that accounts never meet. */
import Dexie, { type EntityTable } from "dexie";

/** Bytes under AES-GCM with the number used once. */
export interface Sealed {
  iv: Uint8Array<ArrayBuffer>;
  box: ArrayBuffer;
}

/** The local key in its wrappings. It is never stored bare. */
export interface VaultRow {
  id: 1;
  deviceId: string;
  salt: Uint8Array<ArrayBuffer>;
  /** Never leaves this browser; without it a copied database does not open even with the PIN. */
  secret: CryptoKey | null;
  byPin: Sealed | null;
  byServer: Sealed | null;
  wrongTries: number;
  contactAt: number;
}

/** Something the house gave: kind and id in the clear, everything else sealed. */
export interface ShelfRow extends Sealed {
  name: string;
}

export type OutState = "waiting" | "refused" | "conflict" | "taken";

/** A command on its way. `seq` is the device's own count; it is never used twice. */
export interface OutRow extends Sealed {
  seq?: number;
  id: string;
  state: OutState;
  /** How often it left this phone; what never left may be taken back. */
  sent: number;
  savedAt: number;
  bytes: number;
}

export interface FileRow extends Sealed {
  id: string;
  command: string;
  bytes: number;
  state: "waiting" | "taken" | "refused";
}

/** What an account needs before its key is open. */
export interface PhoneRow {
  name: string;
  code: string;
  account: string;
  login: string;
}

export class Base extends Dexie {
  declare vault: EntityTable<VaultRow, "id">;
  declare shelf: EntityTable<ShelfRow, "name">;
  declare out: Dexie.Table<OutRow, number>;
  declare files: EntityTable<FileRow, "id">;

  constructor(name: string) {
    super(name);
    this.version(1).stores({ vault: "id", shelf: "name", out: "++seq,&id,state", files: "id,command,state" });
  }

  /** After the browser gave the database up, as it does when the disk is full. */
  async reopen(): Promise<void> {
    this.close({ disableAutoOpen: false });
    await this.open();
  }
}

class Register extends Dexie {
  declare phones: EntityTable<PhoneRow, "name">;
  declare present: Dexie.Table<{ code: string; name: string }, string>;

  constructor() {
    super("linli-field");
    this.version(1).stores({ phones: "name,code", present: "code" });
  }
}

/** Whose shelves stand on this phone, and who used it last in each subdistrict. */
export const register = new Register();

export function shelfName(code: string, account: string): string {
  return `linli-field-${code}-${account}`;
}

const NO_ROOM = new Set(["QuotaExceededError", "UnknownError", "OpenFailedError", "DatabaseClosedError"]);

/** Whether the disk refused: by its name, or by the names browsers give to a disk that takes nothing any more. */
export function isFull(problem: unknown): boolean {
  for (let each: unknown = problem; each instanceof Error; each = (each as { inner?: unknown }).inner) {
    if (NO_ROOM.has(each.name)) return true;
  }
  return false;
}
