/** The file of a store: who may open it, and how what goes wrong in it is told. */
import { DatabaseSync } from "node:sqlite";
import { prepareSchema } from "./schema.ts";

/** One who is just closing the store, or opening it at the same moment, is waited for; in short tries at random times, so that one of several gets it. */
const PATIENCE_MS = 1000;
const MOST_WAIT_MS = 50;

/** SQLite's code for a file that somebody else has locked. */
const SQLITE_BUSY = 5;

/**
 * Opens a store for one owner: the file stays locked until it is closed or its process is gone, whichever way.
 *
 * @throws RangeError when somebody has it, it is of another version, or of another program; Error when it is no database.
 */
export function openStore(path: string): DatabaseSync {
  if (path === "") throw new RangeError('openLog: expected a file or :memory:, got ""');
  return attempt("openLog", `a file for the store at ${path}`, () => {
    const database = hold(path);
    try {
      prepareSchema(database, path);
      // What is committed survives the death of the process; a loss of power may take the newest, never the order.
      database.exec("COMMIT; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL");
      return database;
    } catch (error) {
      database.close();
      throw error;
    }
  });
}

/** The file, locked, inside a transaction that has changed nothing yet. */
function hold(path: string): DatabaseSync {
  for (const giveUp = performance.now() + PATIENCE_MS; ;) {
    const database = new DatabaseSync(path, { timeout: 0 });
    try {
      database.exec("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE");
      return database;
    } catch (error) {
      // A half-taken lock must not keep others out.
      database.close();
      if (!isBusy(error)) throw error;
    }
    if (performance.now() > giveUp) {
      throw new RangeError(
        `openLog: expected a store that no other process has open, got ${path}: stop the other server, or choose another file`,
      );
    }
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, Math.random() * MOST_WAIT_MS);
  }
}

function isBusy(error: unknown): boolean {
  // The low byte is the kind, the others say more.
  return error instanceof Error && "errcode" in error && (Number(error.errcode) & 0xff) === SQLITE_BUSY;
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
export function transact(database: DatabaseSync, work: () => void): void {
  database.exec("BEGIN IMMEDIATE");
  try {
    work();
    database.exec("COMMIT");
  } catch (error) {
    if (database.isTransaction) database.exec("ROLLBACK");
    throw error;
  }
}
