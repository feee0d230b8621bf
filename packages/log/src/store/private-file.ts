import { closeSync, openSync } from "node:fs";

/**
 * Creates an empty file that only its owner may read and write, unless there is one. SQLite gives the same permissions to its files
 * beside it. If the file cannot be created, SQLite reports why.
 */
export function createPrivately(path: string): void {
  try {
    closeSync(openSync(path, "ax", 0o600));
  } catch {
    // It exists, or SQLite will fail too.
  }
}
