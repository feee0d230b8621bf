/** The tables of a store, their version, and the upgrade from an older version. */
import type { DatabaseSync } from "node:sqlite";
import { transaction } from "./transaction.ts";

/** Written into the file. A file with a different version is not touched, unless there is an upgrade. */
const STORE_VERSION = 4;

/** Lets free space be returned to the file system in steps. Must be set before the first table is created. */
const LAYOUT = "PRAGMA auto_vacuum = INCREMENTAL";

/** Idempotency keys. The owner of a command is the run's id; the owner of a request that starts a run is ''. */
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
  -- The rows that runs train on, stored once for all runs with the same rows.
  CREATE TABLE data (
    hash     TEXT PRIMARY KEY,
    json     TEXT NOT NULL,
    numbers  BLOB NOT NULL
  ) STRICT;
  -- The catalogue, in the order in which runs began, or were requested if they are queued. A run that has lost its process keeps
  -- the status running until the next writer opens the store. options: plain data for the code that starts the run. summary: see
  -- run-summary.ts.
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
    options  TEXT,
    summary  TEXT,
    tags     TEXT,
    notes    TEXT
  ) STRICT;
  -- The events: see codec.ts. runs.snapshot is the position of the newest snapshot.
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

/**
 * Columns of `runs` that later versions have added: JSON with the results of a run, a JSON list of words, and a text. Older versions
 * ignore them, so they do not change the version of a store.
 */
export const ADDED_COLUMNS = ["summary", "tags", "notes"] as const;

/** Whether the store has the added columns: one that no process has opened for writing since has none. */
export function hasAddedColumns(database: DatabaseSync): boolean {
  const names = database
    .prepare("SELECT name FROM pragma_table_info('runs')")
    .all()
    .map(({ name }) => name);
  return ADDED_COLUMNS.every((column) => names.includes(column));
}

/** Adds the columns that are missing. */
export function addColumns(database: DatabaseSync): void {
  if (hasAddedColumns(database)) return;
  transaction(database, () => {
    for (const column of ADDED_COLUMNS) database.exec(`ALTER TABLE runs ADD COLUMN ${column} TEXT`);
  });
}

/** By version: the statements that upgrade a store to the next version. */
const UPGRADES: Readonly<Record<number, string>> = {
  3: `ALTER TABLE runs ADD COLUMN options TEXT; ${KEYS} PRAGMA user_version = 4;`,
};

/**
 * The state of the file: `current`, `empty`, or `older` if `upgradeSchema` can upgrade it.
 * @throws RangeError if it has an unknown version, or belongs to another program.
 */
export function schemaState(database: DatabaseSync, path: string, where: string): "current" | "empty" | "older" {
  const { version, tables, ownTables } = readVersionAndTables(database);
  const isCurrent = version === STORE_VERSION;
  if (isCurrent || Object.hasOwn(UPGRADES, version)) {
    const foreign = findForeign(database);
    if (foreign !== undefined) throw schemaError(path, where, `one with ${foreign}: choose another file`);
    return isCurrent ? "current" : "older";
  }
  if (version === 0 && tables === 0) return "empty";
  throw schemaError(path, where, describeVersion(version, tables === 0 || ownTables > 0));
}

const TABLE_NAMES = ["data", "runs", "chunks", "keys"];

/** What no epochal has written: a view, trigger or virtual table instead of a table, or a computed column, runs code of the file. */
function findForeign(database: DatabaseSync): string | undefined {
  const schema = database.prepare("SELECT type, name, sql, rootpage FROM sqlite_schema").all();
  const foreign = schema.find(({ type, name, sql, rootpage }) => {
    if (type === "table") return !TABLE_NAMES.includes(String(name)) || Number(rootpage) === 0;
    return type !== "index" || (sql !== null && name !== "data_of_runs");
  });
  if (foreign) return `the ${String(foreign["type"])} ${JSON.stringify(String(foreign["name"]).slice(0, 64))}`;
  const columns = database.prepare("SELECT name FROM pragma_table_xinfo(?) WHERE hidden <> 0 LIMIT 1");
  const computed = TABLE_NAMES.find((name) => columns.get(name));
  return computed === undefined ? undefined : `a computed column in "${computed}"`;
}

/** The error for a store that cannot be used because of its version. */
export function schemaError(path: string, where: string, got: string): RangeError {
  return new RangeError(`${where}: expected a store of version ${STORE_VERSION} in ${path}, got ${got}`);
}

/** @param isOwn whether it has tables of a store, or none: other programs number their databases, too. */
function describeVersion(version: number, isOwn: boolean): string {
  if (!isOwn) return "a database of another program: choose another file";
  if (version <= 0) return `version ${version}: it is damaged`;
  const age = version > STORE_VERSION ? "a newer" : "an older";
  return `version ${version}: ${age} epochal wrote it, and can read it`;
}

function readVersion(database: DatabaseSync): number {
  return Number(database.prepare("PRAGMA user_version").get()?.["user_version"]);
}

/** In one statement: another process may create the tables, and set the version, between two. */
function readVersionAndTables(database: DatabaseSync): Readonly<Record<"version" | "tables" | "ownTables", number>> {
  const row = database.prepare(
    "SELECT user_version, (SELECT count(*) FROM sqlite_schema) AS tables, (SELECT count(*) FROM sqlite_schema WHERE name IN ('runs', 'chunks')) AS own FROM pragma_user_version",
  );
  const { user_version: version, tables, own } = row.get() ?? {};
  return { version: Number(version), tables: Number(tables), ownTables: Number(own) };
}

/** Upgrades an older store in one transaction. The stored data is kept. */
export function upgradeSchema(database: DatabaseSync): void {
  transaction(database, () => {
    for (let version = readVersion(database); version < STORE_VERSION; version = readVersion(database)) {
      database.exec(UPGRADES[version]!);
    }
  });
}

/** Creates the tables in an empty file. */
export function createSchema(database: DatabaseSync): void {
  database.exec(`${LAYOUT}; BEGIN IMMEDIATE; ${TABLES} COMMIT`);
}
