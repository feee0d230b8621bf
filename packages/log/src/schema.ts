/** The tables of a store, and the check that a file holds them in the version this code knows. */
import type { DatabaseSync } from "node:sqlite";

/** Written into the file; a file with another one is of another epochal and is left alone. */
const STORE_VERSION = 2;

const TABLES = `
  CREATE TABLE runs (
    id       TEXT PRIMARY KEY,
    log      TEXT NOT NULL,
    name     TEXT NOT NULL,
    spec     TEXT NOT NULL,
    status   TEXT NOT NULL,
    started  REAL NOT NULL,
    ended    REAL,
    epoch    INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE TABLE chunks (
    run      TEXT NOT NULL REFERENCES runs (id),
    first    INTEGER NOT NULL,
    last     INTEGER NOT NULL,
    json     TEXT NOT NULL,
    numbers  BLOB NOT NULL,
    PRIMARY KEY (run, last)
  ) STRICT;
  PRAGMA user_version = ${STORE_VERSION};
`;

/**
 * Makes the tables in an empty file; to be called within a transaction.
 * @throws RangeError when the file is of another version or belongs to another program.
 */
export function prepareSchema(database: DatabaseSync, path: string): void {
  const version = Number(database.prepare("PRAGMA user_version").get()?.["user_version"]);
  if (version === STORE_VERSION) return;
  const tables = Number(database.prepare("SELECT count(*) AS count FROM sqlite_schema").get()?.["count"]);
  if (version === 0 && tables === 0) {
    database.exec(TABLES);
    return;
  }
  const got =
    version === 0
      ? "a database of something else"
      : `version ${version}: ${version > STORE_VERSION ? "a newer" : "an older"} epochal wrote it`;
  throw new RangeError(`openLog: expected a store of version ${STORE_VERSION} in ${path}, got ${got}`);
}
