/**
 * The durable log of runs: their events in order, in one SQLite file. A viewer of a run is a cursor on its log. Appended events
 * survive the death of the process.
 */
import type { EventChunk } from "@epochal/stream/events";
import { randomUUID } from "node:crypto";
import { createAppender, type Append } from "./runs/appender.ts";
import { createKeys, type KeyRecord } from "./runs/keys.ts";
import { createReader, type OpenReader } from "./runs/reader.ts";
import { firstExpendable, type Retention } from "./runs/retention.ts";
import { createRunCatalogue, type NewRun } from "./runs/run-catalogue.ts";
import type { RunRecord } from "./runs/run-record.ts";
import {
  openWritableStore,
  transaction,
  withStoreErrors,
  type Synchronous,
  type WritableStore,
} from "./store/store.ts";

/** Each function throws one line, `log.append: expected …, got …`, if the file cannot be read or written. */
export interface RunLog extends OpenReader {
  /**
   * Adds a run to the catalogue, with an empty log.
   * @throws RangeError if there is a run with this id.
   */
  createRun(run: NewRun): RunRecord;
  /**
   * Begins a queued run. It becomes the newest of the runs that have begun.
   * @throws RangeError if the run is unknown or not queued.
   */
  beginRun(id: string): RunRecord;
  /**
   * Ends a queued run before it begins; no effect on other runs.
   * @param key the idempotency key of the request, stored in the same commit.
   */
  cancelRun(id: string, key?: KeyRecord): RunRecord | undefined;
  /** Stores a request and its reply under their key, for the newest 1024 keys of the owner. Returns the earlier record with this key. */
  claimKey(record: KeyRecord): KeyRecord | undefined;
  /** The request with this key: a command of the run `owner`, or a request that started a run if the owner is empty. */
  findKey(owner: string, key: string): KeyRecord | undefined;
  /**
   * Appends chunks to a run's log, all or none; they are stored when it returns. A `finished` event ends the run.
   * @throws RangeError if the run is unknown or has ended, or a chunk does not directly follow the newest event.
   */
  append(run: string, chunks: readonly EventChunk[]): RunRecord;
  /**
   * Appends to several runs in one commit. Returns for each either the run's record or what `append` would have thrown: an
   * invalid append does not affect the others.
   */
  appendAll(appends: readonly Append[]): (RunRecord | Error)[];
  /** Ends a running run without a `finished` event; no effect on other runs. */
  interrupt(run: string): RunRecord | undefined;
  /**
   * Deletes runs and all their events, all or none. `vacuumStep` then shrinks the file.
   * @throws RangeError if a run is unknown or running.
   */
  deleteRuns(ids: readonly string[]): void;
  /** The next run to delete by this retention. */
  nextToDelete(retention: Retention): RunRecord | undefined;
  /** Returns up to a megabyte of free space to the file system. Returns whether there is more. */
  vacuumStep(): boolean;
  /** Marks runs that have not ended as `interrupted`, and closes the file. */
  close(): void;
}

/** How a log is opened. All fields are optional. */
export interface LogOptions {
  /** The time in milliseconds since 1970. Default: the system clock. */
  readonly now?: () => number;
  /** Creates the identity of a new log. Default: 8 random hexadecimal digits. */
  readonly identity?: () => string;
  /**
   * What stored events survive: `normal` the death of the process, `full` a power failure too, for which every commit waits for
   * the disk. Default `normal`.
   */
  readonly synchronous?: Synchronous;
  /** Maximum size of the file, apart from up to 16 MiB of commits on their way into it. Default: no limit. */
  readonly maxBytes?: number;
}

/** Pages that are returned to the file system per step: a megabyte. */
const VACUUM_PAGES = 256;

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

function createLog({ database, close }: WritableStore, path: string, options: LogOptions): RunLog {
  const { now = () => Date.now(), identity = () => randomUUID().slice(0, 8) } = options;
  const store = `the store at ${path}`;
  const wrapWrite = <Result>(where: string, work: () => Result) =>
    withStoreErrors(where, `${store} to be writable`, work);
  const wrapOpen = <Result>(work: () => Result) => withStoreErrors("openLog", `${store} to be readable`, work);

  const reader = createReader(database, store, "openLog");
  const appender = wrapOpen(() => createAppender(database, notRunningError));
  const catalogue = wrapOpen(() => createRunCatalogue(database));
  const keys = wrapOpen(() => createKeys(database));
  const selectFreePages = wrapOpen(() => database.prepare("PRAGMA freelist_count"));

  wrapWrite("openLog", () => catalogue.interrupt(now()));

  function notRunningError(id: string): Error {
    const record = reader.run(id);
    if (!record) return new RangeError(`log.append: expected a known run, got "${id}"`);
    return new RangeError(`log.append: expected a running run, got "${id}", which is ${record.status}`);
  }

  function checkHasEnded(id: string): void {
    const record = reader.run(id);
    if (!record) throw new RangeError(`log.deleteRuns: expected a known run, got "${id}"`);
    if (record.status !== "running") return;
    throw new RangeError(`log.deleteRuns: expected a run that has ended, got "${id}", which is running`);
  }

  function tryCommit(appends: readonly Append[]): RunRecord[] | Error {
    try {
      return wrapWrite("log.append", () => appender.commit(appends));
    } catch (error) {
      return error as Error;
    }
  }

  return {
    ...reader,

    createRun: ({ key, ...run }) =>
      wrapWrite("log.createRun", () => {
        if (reader.run(run.id)) {
          throw new RangeError(`log.createRun: expected a new id, got "${run.id}", which exists already`);
        }
        const number = transaction(database, () => {
          if (key) keys.add(key);
          return catalogue.insert(run, identity(), now());
        });
        const record = reader.run(run.id)!;
        if (record.status === "running") appender.begin({ number, record, snapshot: null });
        return record;
      }),

    beginRun: (id) =>
      wrapWrite("log.beginRun", () => {
        const number = catalogue.begin(id, now());
        const record = reader.run(id);
        if (number === undefined || !record) {
          const state = record ? `is ${record.status}` : "does not exist";
          throw new RangeError(`log.beginRun: expected a queued run, got "${id}", which ${state}`);
        }
        appender.begin({ number, record, snapshot: null });
        return record;
      }),

    cancelRun: (id, key) =>
      wrapWrite("log.cancelRun", () => {
        transaction(database, () => {
          if (catalogue.cancel(id, now()) && key) keys.add(key);
        });
        return reader.run(id);
      }),

    claimKey: (record) =>
      wrapWrite("log.claimKey", () => {
        const earlier = keys.find(record.owner, record.key);
        if (!earlier) transaction(database, () => keys.add(record));
        return earlier;
      }),

    findKey: (owner, key) => withStoreErrors("log.findKey", `${store} to be readable`, () => keys.find(owner, key)),

    append(run, chunks) {
      const stored = tryCommit([{ run, chunks }]);
      if (stored instanceof Error) throw stored;
      return stored[0]!;
    },

    appendAll(appends) {
      const stored = tryCommit(appends);
      if (!(stored instanceof Error)) return stored;
      return appends.map((append) => {
        const storedAlone = tryCommit([append]);
        return storedAlone instanceof Error ? storedAlone : storedAlone[0]!;
      });
    },

    interrupt: (id) =>
      wrapWrite("log.interrupt", () => {
        appender.end(id);
        catalogue.interrupt(now(), id);
        return reader.run(id);
      }),

    deleteRuns: (ids) =>
      wrapWrite("log.deleteRuns", () =>
        transaction(database, () => {
          for (const id of ids) {
            checkHasEnded(id);
            catalogue.delete(id);
            keys.deleteAll(id);
          }
          catalogue.deleteUnusedData();
        }),
      ),

    nextToDelete: (retention) => firstExpendable(reader.runs(), retention, now(), reader.usedBytes()),

    vacuumStep: () =>
      wrapWrite("log.vacuumStep", () => {
        database.exec(`PRAGMA incremental_vacuum(${VACUUM_PAGES})`);
        return Number(selectFreePages.get()?.["freelist_count"]) > 0;
      }),

    close() {
      try {
        catalogue.interrupt(now());
      } catch {
        // The store cannot be written, for example on a full disk. The next writer interrupts these runs.
      }
      close();
    },
  };
}
