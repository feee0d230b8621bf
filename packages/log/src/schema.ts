/** The tables of a store, and the check that a file holds them in the version this code knows. */
import type { DatabaseSync } from "node:sqlite";

/** Written into the file; a file with another one is of another epochal and is left alone. */
const STORE_VERSION = 3;

/** Space that is freed can be given back to the file system bit by bit; to be said before there is a table. */
const LAYOUT = "PRAGMA auto_vacuum = INCREMENTAL";

const TABLES = `
  -- The rows that runs learn from, once for all runs that learn from the same.
  CREATE TABLE data (
    hash     TEXT PRIMARY KEY,
    json     TEXT NOT NULL,
    numbers  BLOB NOT NULL
  ) STRICT;
  -- The catalogue. A run that ended before its process did has the status running until somebody notices.
  CREATE TABLE runs (
    number   INTEGER PRIMARY KEY,
    id       TEXT NOT NULL UNIQUE,
    log      TEXT NOT NULL,
    name     TEXT NOT NULL,
    parent   TEXT,
    spec     TEXT NOT NULL,
    data     TEXT REFERENCES data (hash),
    status   TEXT NOT NULL,
    reason   TEXT,
    started  REAL NOT NULL,
    ended    REAL,
    head     INTEGER NOT NULL,
    epoch    INTEGER NOT NULL,
    epochs   INTEGER NOT NULL,
    bytes    INTEGER NOT NULL,
    snapshot INTEGER
  ) STRICT;
  -- The events: see pack.ts. snapshot in runs is the position of the newest one.
  CREATE TABLE chunks (
    run      INTEGER NOT NULL REFERENCES runs (number),
    last     INTEGER NOT NULL,
    json     TEXT NOT NULL,
    numbers  BLOB NOT NULL,
    PRIMARY KEY (run, last)
  ) STRICT;
  CREATE INDEX data_of_runs ON runs (data);
  PRAGMA user_version = ${STORE_VERSION};
`;

/**
 * Whether the file has the tables; an empty one has not.
 * @throws RangeError when it is of another version or belongs to another program.
 */
export function hasSchema(database: DatabaseSync, path: string, where: string): boolean {
  const version = Number(database.prepare("PRAGMA user_version").get()?.["user_version"]);
  if (version === STORE_VERSION) return true;
  const tables = Number(database.prepare("SELECT count(*) AS count FROM sqlite_schema").get()?.["count"]);
  if (version === 0 && tables === 0) return false;
  const got =
    version === 0
      ? "a database of something else"
      : `version ${version}: ${version > STORE_VERSION ? "a newer" : "an older"} epochal wrote it`;
  throw new RangeError(`${where}: expected a store of version ${STORE_VERSION} in ${path}, got ${got}`);
}

/** Makes the tables in an empty file. */
export function createSchema(database: DatabaseSync): void {
  database.exec(`${LAYOUT}; BEGIN IMMEDIATE; ${TABLES} COMMIT`);
}
