/**
 * The durable log of runs: their events in the order they happened, in one SQLite file. Whoever watches a run is a
 * cursor on its log; what has been appended is still there when the process has been killed.
 */
import { lastSeq, type EventChunk, type StartedEvent } from "@epochal/stream/events";
import { randomUUID } from "node:crypto";
import { DatabaseSync } from "node:sqlite";
import { pack, unpack, type Packed } from "./pack.ts";
import { prepareSchema } from "./schema.ts";

/** A training as plain data, as its `started` event tells it. */
type TrainingSpec = StartedEvent["spec"];

/** `interrupted`: its process ended before the run did. */
export type RunStatus = "running" | "finished" | "interrupted";

/** A run in the catalogue. */
export interface RunRecord {
  readonly id: string;
  /** Identity of this log of the run: positions are only valid within it. */
  readonly log: string;
  readonly name: string;
  readonly spec: TrainingSpec;
  readonly status: RunStatus;
  /** Milliseconds since 1970. */
  readonly started: number;
  readonly ended?: number;
  /** Position of its newest event; 0 when there is none. */
  readonly head: number;
  /** Epochs completed. */
  readonly epoch: number;
}

export interface RunLog {
  /**
   * A new run in the catalogue, with an empty log.
   * @throws RangeError when a run with this id is there already.
   */
  createRun(run: { readonly id: string; readonly name: string; readonly spec: TrainingSpec }): RunRecord;
  /**
   * Appends chunks to a run's log, all or none; when it returns they are stored. A `finished` event ends the run.
   * @throws RangeError when the run is unknown or has ended, or a chunk does not begin right behind the newest event.
   */
  append(run: string, chunks: readonly EventChunk[]): void;
  /**
   * Chunks with the events behind position `after`, oldest first; the first may begin before it.
   * @param limit most chunks to return. Default 64.
   */
  read(run: string, after: number, limit?: number): EventChunk[];
  run(id: string): RunRecord | undefined;
  /** All runs, the newest first. */
  runs(): RunRecord[];
  /** Runs of this process that have not ended become `interrupted`; the file is closed. */
  close(): void;
}

export interface LogOptions {
  /** Default: the clock on the wall. */
  readonly now?: () => number;
  /** Makes the identity of a new log. Default: 8 random hexadecimal digits. */
  readonly identity?: () => string;
  /** The process that owns the runs begun here. Default: this one. */
  readonly processId?: number;
  /** Whether a process is alive. Default: asks the operating system. */
  readonly isAlive?: (processId: number) => boolean;
}

/**
 * Opens a store, made if it is not there. Runs of processes that are gone become `interrupted`.
 *
 * Every append is committed when it returns: it survives the death of the process (SQLite's write-ahead log with
 * `synchronous = NORMAL`); a loss of power may take the newest appends, never the order.
 *
 * @param path a file, or `:memory:` for a store that goes with the process.
 * @throws Error when the file cannot be opened, is no database, or is of another version; one line that says so.
 */
export function openLog(path: string, options: LogOptions = {}): RunLog {
  const {
    now = () => Date.now(),
    identity = () => randomUUID().slice(0, 8),
    processId = process.pid,
    isAlive = isProcessAlive,
  } = options;
  const database = openDatabase(path);

  const insertRun = database.prepare(
    "INSERT INTO runs (id, log, name, spec, status, owner, started) VALUES (?, ?, ?, ?, 'running', ?, ?)",
  );
  const insertChunk = database.prepare("INSERT INTO chunks (run, first, last, json, numbers) VALUES (?, ?, ?, ?, ?)");
  const selectChunks = database.prepare(
    "SELECT json, numbers FROM chunks WHERE run = ? AND last > ? ORDER BY last LIMIT ?",
  );
  const selectRuns = database.prepare(
    `SELECT *, (SELECT coalesce(max(last), 0) FROM chunks WHERE run = runs.id) AS head
     FROM runs WHERE ?1 IS NULL OR id = ?1 ORDER BY started DESC, rowid DESC`,
  );
  const updateEpoch = database.prepare("UPDATE runs SET epoch = ? WHERE id = ?");
  const endRun = database.prepare("UPDATE runs SET status = ?, ended = ? WHERE id = ? AND status = 'running'");

  for (const { id, owner } of database.prepare("SELECT id, owner FROM runs WHERE status = 'running'").all()) {
    if (owner === processId || !isAlive(Number(owner))) endRun.run("interrupted", now(), String(id));
  }

  /** Position of the newest event of each run that is appended to here. */
  const heads = new Map<string, number>();

  function run(id: string): RunRecord | undefined {
    const row = selectRuns.get(id);
    return row && toRecord(row);
  }

  function headOf(id: string): number {
    const known = heads.get(id);
    if (known !== undefined) return known;
    const record = run(id);
    if (!record) throw new RangeError(`log.append: expected a known run, got "${id}"`);
    if (record.status !== "running")
      throw new RangeError(`log.append: expected a running run, got "${id}", which is ${record.status}`);
    return record.head;
  }

  return {
    createRun({ id, name, spec }) {
      if (run(id)) throw new RangeError(`log.createRun: expected a new id, got "${id}", which is there already`);
      insertRun.run(id, identity(), name, JSON.stringify(spec), processId, now());
      heads.set(id, 0);
      return run(id)!;
    },

    append(id, chunks) {
      const last = chunks.at(-1);
      if (!last) return;
      let head = headOf(id);
      transact(database, () => {
        for (const chunk of chunks) {
          if (chunk.seq !== head + 1)
            throw new RangeError(`log.append: expected position ${head + 1} of "${id}", got ${chunk.seq}`);
          head = lastSeq(chunk);
          const { json, numbers } = pack(chunk);
          insertChunk.run(id, chunk.seq, head, json, numbers);
        }
        const epoch = newestEpoch(chunks);
        if (epoch !== undefined) updateEpoch.run(epoch, id);
        if (last.type === "finished") endRun.run("finished", last.time, id);
      });
      if (last.type === "finished") heads.delete(id);
      else heads.set(id, head);
    },

    read(id, after, limit = 64) {
      return selectChunks.all(id, after, limit).map((row) => unpack(row as unknown as Packed));
    },

    run,

    runs: () => selectRuns.all(null).map(toRecord),

    close() {
      for (const id of heads.keys()) endRun.run("interrupted", now(), id);
      database.close();
    },
  };
}

function openDatabase(path: string): DatabaseSync {
  try {
    const database = new DatabaseSync(path);
    database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 2000");
    prepareSchema(database, path);
    return database;
  } catch (error) {
    if (error instanceof RangeError) throw error;
    throw new Error(`openLog: expected a file for the store at ${path}, got: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

/** All of it or nothing. */
function transact(database: DatabaseSync, work: () => void): void {
  database.exec("BEGIN IMMEDIATE");
  try {
    work();
    database.exec("COMMIT");
  } catch (error) {
    if (database.isTransaction) database.exec("ROLLBACK");
    throw error;
  }
}

function newestEpoch(chunks: readonly EventChunk[]): number | undefined {
  const last = chunks.findLast((chunk) => chunk.type === "epochs" || chunk.type === "snapshot");
  if (!last) return undefined;
  return last.type === "epochs" ? last.epoch + last.loss.length - 1 : last.epoch;
}

function toRecord(row: Record<string, unknown>): RunRecord {
  const { id, log, name, spec, status, started, ended, head, epoch } = row as unknown as RunRecord & {
    spec: string;
    ended: number | null;
  };
  return {
    id,
    log,
    name,
    spec: JSON.parse(spec) as TrainingSpec,
    status,
    started,
    ...(ended !== null && { ended }),
    head,
    epoch,
  };
}

function isProcessAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, but belongs to somebody else.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
