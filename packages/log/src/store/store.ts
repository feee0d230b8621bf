/** The file of a store: how it is opened to write and to read, and how what goes wrong in it is told. */
import { existsSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { lockStore } from "./lock.ts";
import { explainSqliteError } from "./sqlite-errors.ts";
import { createSchema, schemaError, schemaState, upgradeSchema } from "./schema.ts";

/** A store that somebody writes. */
export interface WritableStore {
  readonly database: DatabaseSync;
  readonly close: () => void;
}

/**
 * What is committed survives: `normal` the death of the process (a loss of power may take the newest commits, never the order),
 * `full` the loss of power too.
 */
export type Synchronous = "normal" | "full";

/** How long one waits for another who is in the middle of something. */
const TIMEOUT_MS = 5000;
/** The write-ahead log is cut back to this after it was longer. */
const MAX_WAL_BYTES = 16 * 1024 * 1024;

/** How a store is written. */
export interface WriteOptions {
  readonly synchronous: Synchronous;
  /** The file is not made larger than this. */
  readonly maxBytes: number;
}

/**
 * Opens a store, made if it is not there and brought up to date if it is older, for one owner: nobody else can, until it is
 * closed or its process is gone.
 *
 * @throws RangeError when somebody has it, or it is no store, cannot be written, or is of another version; Error when the
 * disk is full or the file is damaged.
 */
export function openWritableStore(path: string, { synchronous, maxBytes }: WriteOptions): WritableStore {
  if (path === "") throw new RangeError('openLog: expected a file or :memory:, got ""');
  return withStoreErrors("openLog", `a file for the store at ${path}`, () => {
    const database = new DatabaseSync(path, { timeout: TIMEOUT_MS });
    try {
      // Before anything is left beside a file that is not ours.
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
 * Opens a store to read it, whoever writes it meanwhile.
 *
 * @throws RangeError when there is none, or the file is no store or one of another version; Error when it is damaged.
 */
export function openReadableStore(path: string): DatabaseSync {
  return withStoreErrors("readLog", `a store at ${path}`, () => {
    if (!existsSync(path)) throw new RangeError(`readLog: expected a store at ${path}, got nothing there`);
    const database = new DatabaseSync(path, { timeout: TIMEOUT_MS });
    try {
      // Not `readOnly`: such a connection cannot clear up the files beside the store when it is the last to leave.
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
 * Does something with a store; what SQLite or a damaged file has to say becomes one line of ours: a RangeError where it is
 * opened and another file would be the remedy, else an Error.
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

/** All of it or nothing. */
export function transaction<Result>(database: DatabaseSync, work: () => Result): Result {
  database.exec("BEGIN IMMEDIATE");
  try {
    const result = work();
    database.exec("COMMIT");
    return result;
  } catch (error) {
    if (database.isTransaction) database.exec("ROLLBACK");
    throw error;
  }
}
