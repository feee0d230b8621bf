/**
 * Who owns a store: one at a time. The lock is one of the operating system on a file beside the store, so it is gone with
 * the process that has it, whichever way that ends, and leaves nothing behind to be cleared up. Readers need none.
 */
import { DatabaseSync } from "node:sqlite";
import { existsSync, realpathSync } from "node:fs";

/** One who is just leaving, or coming at the same moment, is waited for; in short tries at random times, so that one of several gets it. */
const TIMEOUT_MS = 1000;
const MAX_DELAY_MS = 50;

/** SQLite's code for a file that somebody else has locked. */
const SQLITE_BUSY = 5;

/** Gives a store free. */
export type ReleaseLock = () => void;

/**
 * Takes a store for this owner alone.
 * @param path a store that is there.
 * @throws RangeError when somebody has it.
 */
export function lockStore(path: string): ReleaseLock {
  for (const giveUp = performance.now() + TIMEOUT_MS; ;) {
    const release = tryLock(path);
    if (release) return release;
    if (performance.now() > giveUp) {
      throw new RangeError(
        `openLog: expected a store that no other process has open, got ${path}: stop the other server, or choose another file`,
      );
    }
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, Math.random() * MAX_DELAY_MS);
  }
}

/** Whether somebody has a store. */
export function isLocked(path: string): boolean {
  if (!existsSync(lockFile(path))) return false;
  const release = tryLock(path);
  release?.();
  return release === undefined;
}

function tryLock(path: string): ReleaseLock | undefined {
  // An empty database that is never written: what locks it is a transaction that has written nothing yet.
  const database = new DatabaseSync(lockFile(path), { timeout: 0 });
  try {
    database.exec("BEGIN IMMEDIATE");
    return () => database.close();
  } catch (error) {
    database.close();
    if (isBusy(error)) return undefined;
    throw error;
  }
}

/** Beside the store itself, also where the path is a link to it. It stays there: to remove it would be to remove another's lock. */
function lockFile(path: string): string {
  return `${realpathSync(path)}-lock`;
}

function isBusy(error: unknown): boolean {
  // The low byte is the kind, the others say more.
  return error instanceof Error && "errcode" in error && (Number(error.errcode) & 0xff) === SQLITE_BUSY;
}
