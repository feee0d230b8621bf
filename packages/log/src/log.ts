/**
 * The durable log of runs: their events in the order they happened, in one SQLite file. Whoever watches a run is a
 * cursor on its log; what has been appended is still there when the process has been killed.
 */
import type { EventChunk, StartedEvent } from "@epochal/stream/events";
import { randomUUID } from "node:crypto";
import { createAppender, type Append } from "./runs/appender.ts";
import { createKeys, type KeyRecord } from "./runs/keys.ts";
import { createReader, type OpenReader } from "./runs/reader.ts";
import type { RunRecord } from "./runs/run-record.ts";
import { endedRuns, isExpendable, type Retention } from "./runs/retention.ts";
import {
  withStoreErrors,
  openWritableStore,
  transaction,
  type WritableStore,
  type Synchronous,
} from "./store/store.ts";
import type { CompressedData } from "./store/training-data.ts";

/** A run as it enters the catalogue. */
export interface NewRun {
  /** What its clients will call it. */
  readonly id: string;
  /** A name for people, such as the file it learns from. */
  readonly name: string;
  /** The whole training. */
  readonly spec: StartedEvent["spec"];
  /** The run that it begins at a state of: an interrupted one that it goes on with, or one that it branches from. */
  readonly parent?: string;
  /** Its rows, compressed by `compressData`, where it shall be able to go on in another process. */
  readonly data?: CompressedData;
  /** Whether it waits for its turn, which `beginRun` says; else it begins at once. Default false. */
  readonly isQueued?: boolean;
  /** How it is to be run, plain data for whoever lets it begin. */
  readonly options?: object;
  /** What it was asked for by, kept with it. */
  readonly key?: KeyRecord;
}

/** Each of its functions throws one line, `log.append: expected …, got …`, when the file cannot be read or written. */
export interface RunLog extends OpenReader {
  /**
   * A new run in the catalogue, with an empty log.
   * @throws RangeError when a run with this id is there already.
   */
  createRun(run: NewRun): RunRecord;
  /**
   * A queued run's turn has come: it is the newest of those that have begun.
   * @throws RangeError when it is unknown or not queued.
   */
  beginRun(id: string): RunRecord;
  /**
   * A queued run ends before it began; without effect on any other.
   * @param key what it was asked for by, kept in the same commit.
   */
  cancelRun(id: string, key?: KeyRecord): RunRecord | undefined;
  /** Keeps what is done under a key, and the newest 1024 of its owner. What was kept under it before, where that is so. */
  claimKey(record: KeyRecord): KeyRecord | undefined;
  /** What was done under a key of a run's, or of the runs that were asked for where the owner is empty. */
  findKey(owner: string, key: string): KeyRecord | undefined;
  /**
   * Appends chunks to a run's log, all or none; when it returns they are stored. A `finished` event ends the run.
   * @throws RangeError when the run is unknown or has ended, or a chunk does not begin right behind the newest event.
   */
  append(run: string, chunks: readonly EventChunk[]): RunRecord;
  /**
   * The same for many runs in one commit. What is wrong with one harms no other: for each there is its run's record, or
   * what `append` would have thrown.
   */
  appendAll(appends: readonly Append[]): (RunRecord | Error)[];
  /** A run that goes on ends here, without a `finished` event; without effect on any other. */
  interrupt(run: string): RunRecord | undefined;
  /**
   * Runs and all their events are gone, all of them or none. `vacuumStep` then makes the file smaller.
   * @throws RangeError when one is unknown or goes on.
   */
  deleteRuns(ids: readonly string[]): void;
  /** The run that is to be deleted first, where not all need be kept. */
  nextToDelete(retention: Retention): RunRecord | undefined;
  /** Gives about a megabyte of freed space back to the file system; whether there is more. */
  vacuumStep(): boolean;
  /** Runs that have not ended become `interrupted`; the file is closed. */
  close(): void;
}

/** What a log has from outside; all of it may be left out. */
export interface LogOptions {
  /** Default: the clock on the wall. */
  readonly now?: () => number;
  /** Makes the identity of a new log. Default: 8 random hexadecimal digits. */
  readonly identity?: () => string;
  /**
   * What an event that is stored survives: `normal` the death of the process, `full` also a loss of power, for which every
   * commit waits for the disk. Default `normal`.
   */
  readonly synchronous?: Synchronous;
  /** The file is not made larger than so many bytes, beside up to 16 MiB of commits on their way into it. Default: as the disk allows. */
  readonly maxBytes?: number;
}

/** Pages that are given back at once: a megabyte. */
const PAGES = 256;

/**
 * Opens a store, made if it is not there, to write it. Only one can: nobody else gets it until it is closed or this process
 * is gone; who only wants to read takes `readLog`. So a run that is still `running` there has lost its process and becomes
 * `interrupted`.
 *
 * Every append is committed when it returns: it survives the death of the process (SQLite's write-ahead log with
 * `synchronous = NORMAL`); a loss of power may take the newest appends, never the order.
 *
 * @param path a file, or `:memory:` for a store that goes with the process.
 * @throws RangeError when somebody has the store open, or the file cannot be opened and written, is no store, or one of
 * another version; Error when it is damaged, or the disk is full. One line that says so, and what to do.
 */
export function openLog(path: string, options: LogOptions = {}): RunLog {
  const { synchronous = "normal", maxBytes = Infinity } = options;
  const own = openWritableStore(path, { synchronous, maxBytes });
  try {
    return createLog(own, path, options);
  } catch (error) {
    own.close();
    throw error;
  }
}

function createLog({ database, close }: WritableStore, path: string, options: LogOptions): RunLog {
  const { now = () => Date.now(), identity = () => randomUUID().slice(0, 8) } = options;
  const store = `the store at ${path}`;
  const wrapWrite = <Result>(where: string, work: () => Result) =>
    withStoreErrors(where, `${store} to be writable`, work);
  const wrapOpen = <Result>(work: () => Result) => withStoreErrors("openLog", `${store} to be readable`, work);
  const prepare = (sql: string) => wrapOpen(() => database.prepare(sql));

  const reader = createReader(database, store, "openLog");
  const appender = wrapOpen(() => createAppender(database, whyNotRunning));
  const insertRun = prepare(
    `INSERT INTO runs (id, log, name, parent, spec, data, options, status, started, head, epoch, epochs, bytes)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, ?, 0)`,
  );
  const keys = wrapOpen(() => createKeys(database));
  const selectNumber = prepare("SELECT number FROM runs WHERE id = ?");
  const setRunning = prepare(
    `UPDATE runs SET status = 'running', started = ?, number = (SELECT max(number) + 1 FROM runs)
     WHERE id = ? AND status = 'queued'`,
  );
  const setCancelled = prepare("UPDATE runs SET status = 'cancelled', ended = ? WHERE id = ? AND status = 'queued'");
  const insertData = prepare("INSERT OR IGNORE INTO data (hash, json, numbers) VALUES (?, ?, ?)");
  const interruptRuns = prepare(INTERRUPT);
  const interruptRun = prepare(`${INTERRUPT} AND id = ?`);
  const deleteChunks = prepare("DELETE FROM chunks WHERE run = (SELECT number FROM runs WHERE id = ?)");
  const deleteRun = prepare("DELETE FROM runs WHERE id = ?");
  const deleteData = prepare("DELETE FROM data WHERE NOT EXISTS (SELECT 1 FROM runs WHERE data = hash)");
  const selectFree = prepare("PRAGMA freelist_count");

  wrapWrite("openLog", () => interruptRuns.run(now()));

  function whyNotRunning(id: string): Error {
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

    createRun: ({ id, name, spec, parent = null, data, isQueued = false, options: how, key }) =>
      wrapWrite("log.createRun", () => {
        if (reader.run(id)) {
          throw new RangeError(`log.createRun: expected a new id, got "${id}", which is there already`);
        }
        const { lastInsertRowid } = transaction(database, () => {
          if (data) insertData.run(data.hash, data.json, data.numbers);
          if (key) keys.add(key);
          const [text, howText] = [JSON.stringify(spec), how === undefined ? null : JSON.stringify(how)];
          const values = [id, identity(), name, parent, text, data?.hash ?? null, howText] as const;
          return insertRun.run(...values, isQueued ? "queued" : "running", now(), spec.epochs);
        });
        const record = reader.run(id)!;
        if (!isQueued) appender.begin({ number: Number(lastInsertRowid), record, snapshot: null });
        return record;
      }),

    beginRun: (id) =>
      wrapWrite("log.beginRun", () => {
        if (setRunning.run(now(), id).changes === 0) {
          const { status } = reader.run(id) ?? { status: "not there" };
          throw new RangeError(`log.beginRun: expected a queued run, got "${id}", which is ${status}`);
        }
        const record = reader.run(id)!;
        appender.begin({ number: Number(selectNumber.get(id)!["number"]), record, snapshot: null });
        return record;
      }),

    cancelRun: (id, key) =>
      wrapWrite("log.cancelRun", () => {
        transaction(database, () => {
          if (setCancelled.run(now(), id).changes > 0 && key) keys.add(key);
        });
        return reader.run(id);
      }),

    claimKey: (record) =>
      wrapWrite("log.claimKey", () => {
        const before = keys.find(record.owner, record.key);
        if (!before) transaction(database, () => keys.add(record));
        return before;
      }),

    findKey: (owner, key) => withStoreErrors("log.findKey", `${store} to be readable`, () => keys.find(owner, key)),

    append(run, chunks) {
      const stored = tryCommit([{ run, chunks }]);
      if (stored instanceof Error) throw stored;
      return stored[0]!;
    },

    appendAll(appends) {
      const together = tryCommit(appends);
      if (!(together instanceof Error)) return together;
      return appends.map((append) => {
        const alone = tryCommit([append]);
        return alone instanceof Error ? alone : alone[0]!;
      });
    },

    interrupt: (id) =>
      wrapWrite("log.interrupt", () => {
        appender.end(id);
        interruptRun.run(now(), id);
        return reader.run(id);
      }),

    deleteRuns: (ids) =>
      wrapWrite("log.deleteRuns", () =>
        transaction(database, () => {
          for (const id of ids) {
            checkHasEnded(id);
            deleteChunks.run(id);
            deleteRun.run(id);
            keys.deleteAll(id);
          }
          deleteData.run();
        }),
      ),

    nextToDelete(retention) {
      const ended = endedRuns(reader.runs());
      return ended.find((record) => isExpendable(record, retention, now(), reader.usedBytes()));
    },

    vacuumStep: () =>
      wrapWrite("log.vacuumStep", () => {
        database.exec(`PRAGMA incremental_vacuum(${PAGES})`);
        return Number(selectFree.get()?.["freelist_count"]) > 0;
      }),

    close() {
      try {
        interruptRuns.run(now());
      } catch {
        // A store that takes no more, such as on a full disk: whoever opens it next finds them running, and interrupts them.
      }
      close();
    },
  };
}

const INTERRUPT = "UPDATE runs SET status = 'interrupted', ended = ? WHERE status = 'running'";
