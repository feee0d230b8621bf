/**
 * The durable log of runs: their events in order, in one SQLite file. A viewer of a run is a cursor on its log. Appended events
 * survive the death of the process.
 */
import { randomUUID } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import type { LogOptions, RunLog } from "./run-log.ts";
import { createAppender, type Append, type Appender } from "./runs/appender.ts";
import { checkId } from "./runs/ids.ts";
import { createKeys, type Keys } from "./runs/keys.ts";
import { correctRecords, createReader, type RunReader, type StoreReader } from "./runs/reader.ts";
import { createRetentionClock, firstExpendable, type RetainedRun } from "./runs/retention.ts";
import { createRunCatalogue, type RunCatalogue, type RunDescription } from "./runs/run-catalogue.ts";
import type { RunRecord } from "./runs/run-record.ts";
import { createSpaceCheck } from "./store/disk-space.ts";
import { isFull } from "./store/sqlite-errors.ts";
import { createPlaceCheck, type PlaceCheck } from "./store/place-check.ts";
import { openWritableStore, withStoreErrors, type WritableStore } from "./store/store.ts";
import { rollBack, transaction } from "./store/transaction.ts";

/**
 * Opens a store for writing; creates it if necessary. A store has one writer at a time, until it closes the store or its
 * process ends. Use `readLog` to read it meanwhile. A run that is still `running` in the file has lost its process and becomes
 * `interrupted`.
 *
 * Every append is committed when it returns and survives the death of the process (SQLite's write-ahead log with
 * `synchronous = NORMAL`). A power failure may lose the newest appends, but never their order.
 *
 * @param path a file, or `:memory:` for a store that lives as long as the process.
 * @throws RangeError if another process has the store open, or the file cannot be opened and written, is not a store, or has a
 * different version; Error if it is damaged or the disk is full. The message is one line that says what to do.
 */
export function openLog(path: string, options: LogOptions = {}): RunLog {
  const { synchronous = "normal", maxBytes = Infinity } = options;
  const store = openWritableStore(path, { synchronous, maxBytes });
  try {
    return createLog(store, path, options);
  } catch (error) {
    store.close();
    throw error;
  }
}

/** The room that `checkRoom` looks for. */
const ROOM_BYTES = 64 * 1024;

/** The tables of an open store. */
interface Tables {
  readonly database: DatabaseSync;
  /** Reads records as they are stored. */
  readonly stored: StoreReader;
  /** Reports runs that have lost their process as interrupted, whatever is stored. */
  readonly reader: RunReader;
  readonly appender: Appender;
  readonly catalogue: RunCatalogue;
  readonly keys: Keys;
  readonly place: PlaceCheck;
  readonly now: () => number;
  /** Runs work that writes to the store; see `withStoreErrors`. */
  readonly write: <Result>(where: string, work: () => Result) => Result;
}

function createLog({ database, close }: WritableStore, path: string, options: LogOptions): RunLog {
  const { now = () => Date.now(), identity = () => randomUUID().slice(0, 8), maxRunBytes = Infinity } = options;
  const store = `the store at ${path}`;
  const place = createPlaceCheck(path);
  const write: Tables["write"] = (where, work) =>
    withStoreErrors(where, `${store} to be writable`, () => {
      place.check();
      return work();
    });
  const prepare = <Result>(work: () => Result) => withStoreErrors("openLog", `${store} to be readable`, work);

  const checkSpace = createSpaceCheck(path);
  const stored = createReader(database, store, "openLog");
  const appender = prepare(() =>
    createAppender(database, maxRunBytes, checkSpace, (id) => notRunningError(reader, id)),
  );
  // A full disk may have kept the end of a run out of the store.
  const reader = correctRecords(stored, (record) => interruptedUnless(appender.isRunning, record));
  const catalogue = prepare(() => createRunCatalogue(database));
  const keys = prepare(() => createKeys(database));
  const tables: Tables = { database, stored, reader, appender, catalogue, keys, place, now, write };

  const opened = now();
  const retentionNow = createRetentionClock(stored.runs(), now, opened);
  write("openLog", () => {
    try {
      catalogue.interrupt(opened);
    } catch (error) {
      // A full store can be opened, to read it and to delete runs. The next writer interrupts these runs.
      if (!isFull(error)) throw error;
    }
  });

  return {
    ...reader,
    ...createRunOperations(tables, identity),
    ...createAppendOperations(tables),
    ...createRetentionOperations(tables, retentionNow),
    beginTransaction: () => write("log.beginTransaction", () => database.exec("BEGIN IMMEDIATE")),
    commitTransaction: () => write("log.commitTransaction", () => database.exec("COMMIT")),
    rollBackTransaction() {
      rollBack(database);
      appender.endAll();
    },
    claimKey: (record) =>
      write("log.claimKey", () => {
        const earlier = keys.find(record.owner, record.key);
        if (!earlier) transaction(database, () => keys.add(record, "log.claimKey"));
        return earlier;
      }),
    checkRoom: () =>
      write("log.checkRoom", () => {
        checkSpace(ROOM_BYTES);
        // Committed, because a transaction that is rolled back is not written to the file.
        database.exec(`INSERT OR REPLACE INTO data (hash, json, numbers) VALUES ('', '', zeroblob(${ROOM_BYTES}))`);
        database.exec("DELETE FROM data WHERE hash = ''");
      }),
    findKey: (owner, key) => withStoreErrors("log.findKey", `${store} to be readable`, () => keys.find(owner, key)),
    close() {
      try {
        catalogue.interrupt(now());
      } catch {
        // The store cannot be written, for example on a full disk. The next writer interrupts these runs.
      }
      close();
      if (!place.hasFailed) withStoreErrors("log.close", `${store} to be complete`, () => place.check(true));
    },
  };
}

function notRunningError(reader: RunReader, id: string): Error {
  const record = reader.run(id);
  if (!record) return new RangeError(`log.append: expected a known run, got "${id}"`);
  return new RangeError(`log.append: expected a running run, got "${id}", which is ${record.status}`);
}

/** The states of a run in the catalogue: created, queued, running, ended. */
function createRunOperations(
  { database, stored, reader, appender, catalogue, keys, place, now, write }: Tables,
  identity: () => string,
): Pick<RunLog, "createRun" | "beginRun" | "cancelRun" | "describeRun" | "interrupt"> {
  return {
    createRun: ({ key, ...run }) =>
      write("log.createRun", () => {
        place.check(true);
        checkId("log.createRun", run.id, "an id");
        if (reader.run(run.id)) {
          throw new RangeError(`log.createRun: expected a new id, got "${run.id}", which exists already`);
        }
        checkDescription("log.createRun", { tags: run.tags ?? [], notes: run.notes ?? "" });
        const number = transaction(database, () => {
          if (key) keys.add(key, "log.createRun");
          return catalogue.insert(run, identity(), now());
        });
        const record = stored.run(run.id)!;
        if (record.status === "running") appender.begin({ number, record, snapshot: null });
        return record;
      }),

    beginRun: (id) =>
      write("log.beginRun", () => {
        const number = catalogue.begin(id, now());
        const record = stored.run(id);
        if (number === undefined || !record) {
          const state = record ? `is ${record.status}` : "does not exist";
          throw new RangeError(`log.beginRun: expected a queued run, got "${id}", which ${state}`);
        }
        appender.begin({ number, record, snapshot: null });
        return record;
      }),

    cancelRun: (id, key) =>
      write("log.cancelRun", () => {
        transaction(database, () => {
          if (catalogue.cancel(id, now()) && key) keys.add(key, "log.cancelRun");
        });
        return reader.run(id);
      }),

    describeRun: (id, description) =>
      write("log.describeRun", () => {
        if (!reader.run(id)) throw new RangeError(`log.describeRun: expected a known run, got "${id}"`);
        if (appender.isRunning(id)) {
          throw new RangeError(`log.describeRun: expected a run that has ended, got "${id}", which is running`);
        }
        checkDescription("log.describeRun", description);
        transaction(database, () => catalogue.describe(id, description));
        return reader.run(id)!;
      }),

    interrupt: (id, ended = now()) =>
      write("log.interrupt", () => {
        appender.end(id);
        catalogue.interrupt(ended, id);
        return reader.run(id);
      }),
  };
}

const MAX_TAGS = 50;

function checkDescription(where: string, { name, tags = [], notes }: RunDescription): void {
  const check = (isValid: boolean, expected: string, got: string) => {
    if (!isValid) throw new RangeError(`${where}: expected ${expected}, got ${JSON.stringify(got.slice(0, 80))}`);
  };
  if (name !== undefined) check(isText(name, 1, 200), "a name of 1 to 200 characters", name);
  for (const tag of tags)
    check(isText(tag, 1, 64) && !/[\s,]/.test(tag), "a tag of 1 to 64 characters without blanks and commas", tag);
  check(tags.length <= MAX_TAGS, `at most ${MAX_TAGS} tags`, String(tags.length));
  if (notes !== undefined) check(isText(notes, 0, 10_000), "notes of at most 10,000 characters", notes);
}

function isText(text: string, min: number, max: number): boolean {
  return text.length >= min && text.length <= max && text.isWellFormed() && !text.includes("\0");
}

function createAppendOperations({ appender, place, write }: Tables): Pick<RunLog, "append" | "appendAll"> {
  function appendAll(appends: readonly Append[]): (RunRecord | Error)[] {
    try {
      return write("log.append", () => {
        // A run is not said to be complete in a file that is gone.
        if (appends.some(({ chunks }) => chunks.at(-1)?.type === "finished")) place.check(true);
        return appender.commit(appends);
      });
    } catch (error) {
      return appends.length === 1 ? [error as Error] : appends.flatMap((append) => appendAll([append]));
    }
  }

  return {
    append(run, chunks) {
      const [stored] = appendAll([{ run, chunks }]);
      if (stored instanceof Error) throw stored;
      return stored!;
    },
    appendAll,
  };
}

/** Pages that are returned to the file system per step: a megabyte. */
const VACUUM_PAGES = 256;

/** A run that is stored as running, but that this process does not train, is interrupted. */
function interruptedUnless<Run extends RetainedRun>(isRunning: (id: string) => boolean, run: Run): Run {
  return run.status === "running" && !isRunning(run.id) ? { ...run, status: "interrupted" } : run;
}

function createRetentionOperations(
  { database, stored, reader, appender, catalogue, keys, write }: Tables,
  retentionNow: () => number,
): Pick<RunLog, "deleteRuns" | "nextToDelete" | "vacuumStep"> {
  function checkHasEnded(id: string): void {
    const record = reader.run(id);
    if (!record) throw new RangeError(`log.deleteRuns: expected a known run, got "${id}"`);
    if (record.status !== "running") return;
    throw new RangeError(`log.deleteRuns: expected a run that has ended, got "${id}", which is running`);
  }

  function deleteAll(ids: readonly string[]): void {
    transaction(database, () => {
      for (const id of ids) {
        checkHasEnded(id);
        catalogue.delete(id);
        keys.deleteAll(id);
      }
      catalogue.deleteUnusedData();
    });
  }

  return {
    deleteRuns: (ids) =>
      write("log.deleteRuns", () => {
        try {
          deleteAll(ids);
        } catch (error) {
          if (!isFull(error)) throw error;
          // Frees the write-ahead log for the deletion.
          database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
          deleteAll(ids);
        }
      }),
    nextToDelete(retention) {
      const runs = stored.retainedRuns().map((run) => interruptedUnless(appender.isRunning, run));
      return firstExpendable(runs, retention, retentionNow(), reader.usedBytes())?.id;
    },
    vacuumStep: () =>
      write("log.vacuumStep", () => {
        database.exec(`PRAGMA incremental_vacuum(${VACUUM_PAGES})`);
        return Number(database.prepare("PRAGMA freelist_count").get()?.["freelist_count"]) > 0;
      }),
  };
}
