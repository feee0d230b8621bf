/** The file of a store: opening it for writing and reading, transactions, and the texts of its errors. */
import { existsSync, statSync } from "node:fs";
import { DatabaseSync } from "./sqlite.ts";
import { pathToFileURL } from "node:url";
import { lockStore } from "./lock.ts";
import { addColumns, createSchema, schemaError, schemaState, upgradeSchema } from "./schema.ts";
import { createPrivately } from "./private-file.ts";
import {
  explainSqliteError,
  primaryCode,
  SQLITE_CANTOPEN,
  SQLITE_FULL,
  SQLITE_IOERR,
  SQLITE_READONLY,
} from "./sqlite-errors.ts";

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

/**
 * SQLite waits this long for a lock of another connection (Node has an option for it only since 22.16), and trusts no file:
 * https://www.sqlite.org/security.html
 */
const CONNECTION =
  "PRAGMA busy_timeout = 5000; PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0";
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
    checkRegular(path, "openLog");
    if (path !== ":memory:") createPrivately(path);
    const database = new DatabaseSync(path);
    try {
      database.exec(CONNECTION);
      // Checked before the lock, which creates a file beside it.
      schemaState(database, path, "openLog");
      const release = path === ":memory:" ? () => {} : lockStore(path);
      try {
        const state = schemaState(database, path, "openLog");
        if (state === "empty") createSchema(database);
        if (state === "older") upgradeSchema(database);
        tryToAddColumns(database);
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

/** A full store can be opened without them, to read it and to delete runs. */
function tryToAddColumns(database: DatabaseSync): void {
  try {
    addColumns(database);
  } catch (error) {
    if (primaryCode(error) !== SQLITE_FULL) throw error;
  }
}

/** A store that is open for reading. */
export interface ReadableStore {
  readonly database: DatabaseSync;
  /**
   * Must be called before and after each read.
   * @throws Error if the store is read from a place that cannot be written, and has changed since it was opened.
   */
  readonly checkUnchanged: () => void;
}

/**
 * Opens a store for reading; another process may be writing it. Permission to read the file suffices.
 *
 * @throws RangeError if there is no store, or the file is not a store or has a different version; Error if it is damaged.
 */
export function openReadableStore(path: string): ReadableStore {
  return withStoreErrors("readLog", `a store at ${path}`, () => {
    if (!existsSync(path)) throw new RangeError(`readLog: expected a store at ${path}, got nothing there`);
    checkRegular(path, "readLog");
    try {
      // Not `readOnly`: the last connection to close must be able to remove SQLite's files beside the store.
      return { database: openForReading(path, path), checkUnchanged() {} };
    } catch (error) {
      if (!NEEDS_WRITING.has(primaryCode(error) ?? 0)) throw error;
      return openUnwritable(path);
    }
  });
}

/** A pipe would be waited for without end. */
function checkRegular(path: string, where: string): void {
  const stat = existsSync(path) ? statSync(path) : undefined;
  if (!stat || stat.isFile()) return;
  const got = stat.isDirectory() ? "a folder" : "a pipe or a device";
  throw new RangeError(`${where}: expected a file for the store at ${path}, got ${got}: choose another file`);
}

/** SQLite's codes for a file or a folder that cannot be written. */
const NEEDS_WRITING = new Set([SQLITE_READONLY, SQLITE_IOERR, SQLITE_FULL, SQLITE_CANTOPEN]);

/** Opens a store whose folder cannot be written, and which no process is writing. */
function openUnwritable(path: string): ReadableStore {
  if (statSync(`${path}-wal`, { throwIfNoEntry: false })?.size)
    throw new RangeError(
      `readLog: expected a closed store at ${path}, or permission to write, got events in ${path}-wal: copy both files to a folder of yours, and open the copy`,
    );
  // SQLite then uses no locks and no files beside the store.
  const address = Object.assign(pathToFileURL(path), { search: "?immutable=1" });
  const opened = stampOf(path);
  return {
    database: openForReading(address, path),
    checkUnchanged() {
      if (stampOf(path) === opened) return;
      throw new Error("it has changed since it was opened: open it again");
    },
  };
}

function openForReading(address: string | URL, path: string): DatabaseSync {
  const database = new DatabaseSync(address, { readOnly: address instanceof URL });
  try {
    database.exec(`${CONNECTION}; PRAGMA query_only = ON`);
    const state = schemaState(database, path, "readLog");
    if (state === "empty") throw new RangeError(`readLog: expected a store at ${path}, got an empty file`);
    if (state === "older") throw schemaError(path, "readLog", "an older one: open it once to write, as `serve` does");
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Changes when the file is written or replaced. */
function stampOf(path: string): string {
  const { dev, ino, size, mtimeNs } = statSync(path, { bigint: true });
  return [dev, ino, size, mtimeNs].join();
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
