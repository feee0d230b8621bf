/**
 * The durable log of runs: their events in the order they happened, in one SQLite file. Whoever watches a run is a
 * cursor on its log; what has been appended is still there when the process has been killed.
 */
import type { EventChunk } from "@epochal/stream/events";
import { randomUUID } from "node:crypto";
import { createAppender, type Append } from "./appender.ts";
import { createReader, type OpenReader, type TrainingSpec } from "./reader.ts";
import type { RunRecord } from "./record.ts";
import { endedFirst, isSurplus, type Retention } from "./retention.ts";
import { attempt, openOwnStore, transact, type OwnStore, type Synchronous } from "./store.ts";
import type { CompressedData } from "./training-data.ts";

/** A run as it enters the catalogue. */
export interface NewRun {
  /** What its clients will call it. */
  readonly id: string;
  /** A name for people, such as the file it learns from. */
  readonly name: string;
  /** The whole training. */
  readonly spec: TrainingSpec;
  /** The interrupted run that it goes on from. */
  readonly parent?: string;
  /** Its rows, compressed by `compressData`, where it shall be able to go on in another process. */
  readonly data?: CompressedData;
}

/** Each of its functions throws one line, `log.append: expected …, got …`, when the file cannot be read or written. */
export interface RunLog extends OpenReader {
  /**
   * A new run in the catalogue, with an empty log.
   * @throws RangeError when a run with this id is there already.
   */
  createRun(run: NewRun): RunRecord;
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
   * Runs and all their events are gone, all of them or none. `giveBack` then makes the file smaller.
   * @throws RangeError when one is unknown or goes on.
   */
  deleteRuns(ids: readonly string[]): void;
  /** The run that is to be deleted first, where not all need be kept. */
  surplus(retention: Retention): RunRecord | undefined;
  /** Gives about a megabyte of freed space back to the file system; whether there is more. */
  giveBack(): boolean;
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
 * @throws RangeError when somebody has the store open, or the file is of another version; Error when it cannot be opened or
 * is no database. One line that says so.
 */
export function openLog(path: string, options: LogOptions = {}): RunLog {
  const own = openOwnStore(path, options.synchronous ?? "normal");
  try {
    return createLog(own, path, options);
  } catch (error) {
    own.close();
    throw error;
  }
}

function createLog({ database, close }: OwnStore, path: string, options: LogOptions): RunLog {
  const { now = () => Date.now(), identity = () => randomUUID().slice(0, 8) } = options;
  const store = `the store at ${path}`;
  const writing = <Result>(where: string, work: () => Result) => attempt(where, `${store} to be writable`, work);
  const opening = <Result>(work: () => Result) => attempt("openLog", `${store} to be readable`, work);
  const prepare = (sql: string) => opening(() => database.prepare(sql));

  const reader = createReader(database, store, "openLog");
  const appender = opening(() => createAppender(database, whyNotRunning));
  const insertRun = prepare(
    `INSERT INTO runs (id, log, name, parent, spec, data, status, started, head, epoch, epochs, bytes)
     VALUES (?, ?, ?, ?, ?, ?, 'running', ?, 0, 0, ?, 0)`,
  );
  const insertData = prepare("INSERT OR IGNORE INTO data (hash, json, numbers) VALUES (?, ?, ?)");
  const interruptRuns = prepare(INTERRUPT);
  const interruptRun = prepare(`${INTERRUPT} AND id = ?`);
  const deleteChunks = prepare("DELETE FROM chunks WHERE run = (SELECT number FROM runs WHERE id = ?)");
  const deleteRun = prepare("DELETE FROM runs WHERE id = ?");
  const deleteData = prepare("DELETE FROM data WHERE NOT EXISTS (SELECT 1 FROM runs WHERE data = hash)");
  const selectFree = prepare("PRAGMA freelist_count");

  writing("openLog", () => interruptRuns.run(now()));

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
      return writing("log.append", () => appender.commit(appends));
    } catch (error) {
      return error as Error;
    }
  }

  return {
    ...reader,

    createRun: ({ id, name, spec, parent = null, data }) =>
      writing("log.createRun", () => {
        if (reader.run(id)) {
          throw new RangeError(`log.createRun: expected a new id, got "${id}", which is there already`);
        }
        const { lastInsertRowid } = transact(database, () => {
          if (data) insertData.run(data.hash, data.json, data.numbers);
          const text = JSON.stringify(spec);
          return insertRun.run(id, identity(), name, parent, text, data?.hash ?? null, now(), spec.epochs);
        });
        const record = reader.run(id)!;
        appender.begin({ number: Number(lastInsertRowid), record, snapshot: null });
        return record;
      }),

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
      writing("log.interrupt", () => {
        appender.end(id);
        interruptRun.run(now(), id);
        return reader.run(id);
      }),

    deleteRuns: (ids) =>
      writing("log.deleteRuns", () =>
        transact(database, () => {
          for (const id of ids) {
            checkHasEnded(id);
            deleteChunks.run(id);
            deleteRun.run(id);
          }
          deleteData.run();
        }),
      ),

    surplus(retention) {
      const ended = endedFirst(reader.runs());
      return ended.find((record) => isSurplus(record, retention, now(), reader.usedBytes()));
    },

    giveBack: () =>
      writing("log.giveBack", () => {
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
