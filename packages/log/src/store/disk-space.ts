/** Keeps some of the disk free, so that runs can still be ended and deleted when there is no room for further events. */
import { statfsSync, statSync, type StatsFs } from "node:fs";
import { dirname } from "node:path";
import { SQLITE_FULL } from "./sqlite-errors.ts";

/** Bytes of the disk that events leave free, and the maximum part of a small disk. */
const RESERVED_BYTES = 4 * 1024 * 1024;
const RESERVED_PART = 1 / 8;
/** The free space is read again after this many bytes. */
const INTERVAL_BYTES = 256 * 1024;

/**
 * Returns a function to be called before events of `bytes` bytes are stored.
 * It throws SQLite's error for a full disk if they would use space that must stay free.
 * @param readSpace reads the size of the disk and its free space.
 */
export function createSpaceCheck(
  path: string,
  readSpace: (folder: string) => Pick<StatsFs, "bsize" | "bavail" | "blocks"> = statfsSync,
): (bytes: number) => void {
  if (path === ":memory:") return () => {};
  let unchecked = INTERVAL_BYTES;
  return (bytes) => {
    unchecked += bytes;
    if (unchecked < INTERVAL_BYTES) return;
    const { bsize, bavail, blocks } = readSpace(dirname(path));
    // SQLite copies the write-ahead log into the file later.
    const pending = unchecked + (statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0);
    if (bavail * bsize - pending < Math.min(RESERVED_BYTES, blocks * bsize * RESERVED_PART)) {
      throw Object.assign(new Error("database or disk is full"), { errcode: SQLITE_FULL });
    }
    unchecked = 0;
  };
}
