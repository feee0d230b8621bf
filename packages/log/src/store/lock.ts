/**
 * The lock of a store: one writer at a time. It is an operating system lock on a file beside the store, so it disappears with its
 * process, however that ends, and leaves nothing to clean up. Readers need no lock.
 */
import { existsSync, realpathSync } from "node:fs";
import { DatabaseSync } from "./sqlite.ts";
import { createPrivately } from "./private-file.ts";
import { primaryCode, SQLITE_BUSY } from "./sqlite-errors.ts";

/**
 * Waits this long for a writer that is closing, in short tries at random times, so that one of several waiting processes
 * succeeds.
 */
const TIMEOUT_MS = 1000;
const MAX_DELAY_MS = 50;

const IN_USE = "storeInUse";

/** Whether `openLog` has failed because another process, such as a server, has the store open. */
export function isStoreInUse(error: unknown): boolean {
  return error instanceof RangeError && "code" in error && error.code === IN_USE;
}

/** Releases a lock. */
export type ReleaseLock = () => void;

/**
 * Locks a store for this process.
 * @param path an existing store.
 * @throws RangeError if another process holds the lock.
 */
export function lockStore(path: string): ReleaseLock {
  for (const deadline = performance.now() + TIMEOUT_MS; ;) {
    const release = tryLock(path);
    if (release) return release;
    if (performance.now() > deadline)
      throw Object.assign(
        new RangeError(
          `openLog: expected a store that no other process has open, got ${path}: stop the other server, or choose another file`,
        ),
        { code: IN_USE },
      );
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, Math.random() * MAX_DELAY_MS);
  }
}

/** Whether a process holds the lock of a store; undefined if the lock cannot be read. Needs no permission to write. */
export function isLocked(path: string): boolean | undefined {
  if (!existsSync(lockFile(path))) return false;
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(lockFile(path), { readOnly: true });
    database.prepare("SELECT count(*) FROM sqlite_schema").get();
    return false;
  } catch (error) {
    return primaryCode(error) === SQLITE_BUSY ? true : undefined;
  } finally {
    database?.close();
  }
}

function tryLock(path: string): ReleaseLock | undefined {
  createPrivately(lockFile(path));
  // An empty database that is never written. The lock is a transaction that excludes readers; it needs no space on the disk.
  const database = new DatabaseSync(lockFile(path));
  try {
    database.exec("PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE");
    return () => database.close();
  } catch (error) {
    database.close();
    if (primaryCode(error) === SQLITE_BUSY) return undefined;
    throw error;
  }
}

/** Beside the store itself, even if the path is a link to it. Never deleted: that could delete the lock of another process. */
function lockFile(path: string): string {
  return `${realpathSync(path)}-lock`;
}
