/** Notices that the file of an open store was deleted, moved or replaced. SQLite writes on, into a file that has no name. */
import { statSync } from "node:fs";

export interface PlaceCheck {
  /**
   * Looks at the file, at most twice a second unless `isForced`.
   * @throws Error if the path does not name the opened file any more.
   */
  check(isForced?: boolean): void;
  /** Whether `check` has thrown. */
  readonly hasFailed: boolean;
}

const INTERVAL_MS = 500;

/** @param path an existing file, which has just been opened. */
export function createPlaceCheck(path: string): PlaceCheck {
  if (path === ":memory:") return { check() {}, hasFailed: false };
  const opened = identityOf(path);
  let nextCheck = performance.now() + INTERVAL_MS;
  let hasFailed = false;
  return {
    check(isForced = false) {
      if (!hasFailed && !isForced && performance.now() < nextCheck) return;
      nextCheck = performance.now() + INTERVAL_MS;
      hasFailed ||= identityOf(path) !== opened;
      if (hasFailed)
        throw new Error("its file was deleted, moved or replaced while it was open: start again with a new store");
    },
    get hasFailed() {
      return hasFailed;
    },
  };
}

/** Undefined if there is no file. */
function identityOf(path: string): string | undefined {
  const stat = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stat && `${stat.dev} ${stat.ino}`;
}
