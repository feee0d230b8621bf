/** The tables of a store, and the check that a file holds them in the version this code knows. */
import type { DatabaseSync } from "node:sqlite";

/** Written into the file; a file with another one is of another epochal and is left alone. */
const STORE_VERSION = 4;

/** Space that is freed can be given back to the file system bit by bit; to be said before there is a table. */
const LAYOUT = "PRAGMA auto_vacuum = INCREMENTAL";

/** What has been done under which key: of a run's commands the owner is its id, of the runs that were asked for it is ''. */
const KEYS = `
  CREATE TABLE keys (
    number   INTEGER PRIMARY KEY,
    owner    TEXT NOT NULL,
    key      TEXT NOT NULL,
    wish     TEXT NOT NULL,
    answer   TEXT NOT NULL,
    UNIQUE (owner, key)
  ) STRICT;
`;

const TABLES = `
  -- The rows that runs learn from, once for all runs that learn from the same.
  CREATE TABLE data (
    hash     TEXT PRIMARY KEY,
    json     TEXT NOT NULL,
    numbers  BLOB NOT NULL
  ) STRICT;
  -- The catalogue, in the order in which runs began, or were asked for where they wait. One that ended before its process
  -- did has the status running until somebody notices. options: how it is to be run, for whoever lets it begin.
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
    snapshot INTEGER,
    options  TEXT
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
  ${KEYS}
  PRAGMA user_version = ${STORE_VERSION};
`;

/** What makes a store of an older version one of the next. */
const UPGRADES: Readonly<Record<number, string>> = {
  3: `ALTER TABLE runs ADD COLUMN options TEXT; ${KEYS} PRAGMA user_version = 4;`,
};

/**
 * How the file stands: `current`, `empty`, or `older` where `upgradeSchema` can bring it up to date.
 * @throws RangeError when it is of a version that nothing can be done about, or belongs to another program.
 */
export function schemaState(database: DatabaseSync, path: string, where: string): "current" | "empty" | "older" {
  const version = readVersion(database);
  if (version === STORE_VERSION) return "current";
  if (Object.hasOwn(UPGRADES, version)) return "older";
  const tables = Number(database.prepare("SELECT count(*) AS count FROM sqlite_schema").get()?.["count"]);
  if (version === 0 && tables === 0) return "empty";
  throw schemaError(
    path,
    where,
    version === 0 ? "a database of something else: choose another file" : describeVersion(version),
  );
}

/** Says what stands in the way of reading or writing this store. */
export function schemaError(path: string, where: string, got: string): RangeError {
  return new RangeError(`${where}: expected a store of version ${STORE_VERSION} in ${path}, got ${got}`);
}

function describeVersion(version: number): string {
  return version > STORE_VERSION
    ? `version ${version}: a newer epochal wrote it, and can read it`
    : `version ${version}: an older epochal wrote it, and can read it`;
}

function readVersion(database: DatabaseSync): number {
  return Number(database.prepare("PRAGMA user_version").get()?.["user_version"]);
}

/** Brings a store of an older version up to date: all of it or nothing; what is stored stays. */
export function upgradeSchema(database: DatabaseSync): void {
  database.exec("BEGIN IMMEDIATE");
  try {
    for (let version = readVersion(database); version < STORE_VERSION; version = readVersion(database)) {
      database.exec(UPGRADES[version]!);
    }
    database.exec("COMMIT");
  } catch (error) {
    if (database.isTransaction) database.exec("ROLLBACK");
    throw error;
  }
}

/** Makes the tables in an empty file. */
export function createSchema(database: DatabaseSync): void {
  database.exec(`${LAYOUT}; BEGIN IMMEDIATE; ${TABLES} COMMIT`);
}
