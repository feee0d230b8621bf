/** The file of a store: opening it for writing and reading, transactions, and the texts of its errors. */
import { existsSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { lockStore } from "./lock.ts";
import { createSchema, schemaError, schemaState, upgradeSchema } from "./schema.ts";
import { explainSqliteError } from "./sqlite-errors.ts";

/** A store that is open for writing. */
export interface WritableStore {
  readonly database: DatabaseSync;
  readonly close: () => void;
}

/**
 * What commits survive.
 * - `normal`: the death of the process. A power failure may lose the newest commits, but never their order.
 * - `full`: a power failure too.
 */
export type Synchronous = "normal" | "full";

/** SQLite waits this long for a lock of another connection. (Node has an option for it only since 22.16.) */
const LOCK_TIMEOUT = "PRAGMA busy_timeout = 5000";
/** The write-ahead log is truncated to this size when it has been longer. */
const MAX_WAL_BYTES = 16 * 1024 * 1024;

/** How a store is written. */
export interface WriteOptions {
  readonly synchronous: Synchronous;
  /** Maximum size of the file. */
  readonly maxBytes: number;
}

/**
 * Opens a store for writing, creates or upgrades it if necessary, and locks it until it is closed or the process ends.
 *
 * @throws RangeError if another process has locked it, or it is not a store, cannot be written, or has a different version; Error
 * if the disk is full or the file is damaged.
 */
export function openWritableStore(path: string, { synchronous, maxBytes }: WriteOptions): WritableStore {
  if (path === "") throw new RangeError('openLog: expected a file or :memory:, got ""');
  return withStoreErrors("openLog", `a file for the store at ${path}`, () => {
    const database = new DatabaseSync(path);
    try {
      database.exec(LOCK_TIMEOUT);
      // Checked before the lock, which creates a file beside it.
      schemaState(database, path, "openLog");
      const release = path === ":memory:" ? () => {} : lockStore(path);
      try {
        const state = schemaState(database, path, "openLog");
        if (state === "empty") createSchema(database);
        if (state === "older") upgradeSchema(database);
        database.exec(
          `PRAGMA journal_mode = WAL; PRAGMA synchronous = ${synchronous}; PRAGMA journal_size_limit = ${MAX_WAL_BYTES}`,
        );
        if (maxBytes < Infinity) limitSize(database, maxBytes);
      } catch (error) {
        release();
        throw error;
      }
      return {
        database,
        close() {
          database.close();
          release();
        },
      };
    } catch (error) {
      database.close();
      throw error;
    }
  });
}

/**
 * Opens a store for reading; another process may be writing it.
 *
 * @throws RangeError if there is no store, or the file is not a store or has a different version; Error if it is damaged.
 */
export function openReadableStore(path: string): DatabaseSync {
  return withStoreErrors("readLog", `a store at ${path}`, () => {
    if (!existsSync(path)) throw new RangeError(`readLog: expected a store at ${path}, got nothing there`);
    const database = new DatabaseSync(path);
    try {
      database.exec(LOCK_TIMEOUT);
      // Not `readOnly`: the last connection to close must be able to remove SQLite's files beside the store.
      database.exec("PRAGMA query_only = ON");
      const state = schemaState(database, path, "readLog");
      if (state === "empty") throw new RangeError(`readLog: expected a store at ${path}, got an empty file`);
      if (state === "older") throw schemaError(path, "readLog", "an older one: open it once to write, as `serve` does");
      return database;
    } catch (error) {
      database.close();
      throw error;
    }
  });
}

function limitSize(database: DatabaseSync, bytes: number): void {
  const pageBytes = Number(database.prepare("PRAGMA page_size").get()?.["page_size"]);
  database.exec(`PRAGMA max_page_count = ${Math.max(1, Math.floor(bytes / pageBytes))}`);
}

/**
 * Runs `work` on a store and turns errors of SQLite, and of damaged data, into one line: a RangeError if the store is being opened
 * and another file would solve the problem, else an Error.
 */
export function withStoreErrors<Result>(where: string, expected: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if ((error as Error).message.startsWith(`${where}: `)) throw error;
    const { text, needsOtherFile } = explainSqliteError(error as Error);
    const Kind = needsOtherFile && where.endsWith("Log") ? RangeError : Error;
    throw new Kind(`${where}: expected ${expected}, got: ${text}`, { cause: error });
  }
}
