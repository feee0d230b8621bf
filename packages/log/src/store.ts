/** The file of a store: how it is opened to write and to read, and how what goes wrong in it is told. */
import { existsSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { lockStore } from "./lock.ts";
import { createSchema, hasSchema } from "./schema.ts";

/** A store that somebody writes. */
export interface OwnStore {
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
const MOST_WAL_BYTES = 16 * 1024 * 1024;

/**
 * Opens a store, made if it is not there, for one owner: nobody else can, until it is closed or its process is gone.
 *
 * @throws RangeError when somebody has it, it is of another version, or of another program; Error when it is no database.
 */
export function openOwnStore(path: string, synchronous: Synchronous): OwnStore {
  if (path === "") throw new RangeError('openLog: expected a file or :memory:, got ""');
  return attempt("openLog", `a file for the store at ${path}`, () => {
    const database = new DatabaseSync(path, { timeout: TIMEOUT_MS });
    try {
      // Before anything is left beside a file that is not ours.
      hasSchema(database, path, "openLog");
      const release = path === ":memory:" ? () => {} : lockStore(path);
      try {
        if (!hasSchema(database, path, "openLog")) createSchema(database);
        database.exec(
          `PRAGMA journal_mode = WAL; PRAGMA synchronous = ${synchronous}; PRAGMA journal_size_limit = ${MOST_WAL_BYTES}`,
        );
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
 * @throws RangeError when there is none, it is of another version, or of another program; Error when it is no database.
 */
export function openStoreToRead(path: string): DatabaseSync {
  return attempt("readLog", `a store at ${path}`, () => {
    if (!existsSync(path)) throw new RangeError(`readLog: expected a store at ${path}, got nothing there`);
    const database = new DatabaseSync(path, { timeout: TIMEOUT_MS });
    try {
      // Not `readOnly`: such a connection cannot clear up the files beside the store when it is the last to leave.
      database.exec("PRAGMA query_only = ON");
      if (!hasSchema(database, path, "readLog")) {
        throw new RangeError(`readLog: expected a store at ${path}, got an empty file`);
      }
      return database;
    } catch (error) {
      database.close();
      throw error;
    }
  });
}

/** Does something with a store; what SQLite or a damaged file has to say becomes one line of ours. */
export function attempt<Result>(where: string, expected: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    const { message } = error as Error;
    if (message.startsWith(`${where}: `)) throw error;
    throw new Error(`${where}: expected ${expected}, got: ${message}`, { cause: error });
  }
}

/** All of it or nothing. */
export function transact<Result>(database: DatabaseSync, work: () => Result): Result {
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
