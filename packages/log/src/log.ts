/**
 * The durable log of runs: their events in the order they happened, in one SQLite file. Whoever watches a run is a
 * cursor on its log; what has been appended is still there when the process has been killed.
 */
import { lastSeq, type EventChunk, type StartedEvent } from "@epochal/stream/events";
import { randomUUID } from "node:crypto";
import { pack, unpack, type Packed } from "./pack.ts";
import { attempt, openStore, transact } from "./store.ts";

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
  /** Absent while it is running; of an interrupted run, when that was noticed. */
  readonly ended?: number;
  /** Position of its newest event; 0 when there is none. */
  readonly head: number;
  /** Epochs completed. */
  readonly epoch: number;
}

/** Each of its functions throws one line, `log.read: expected …, got …`, when the file cannot be read or written. */
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
  /** A run that goes on ends here, without a `finished` event; without effect on any other. */
  interrupt(run: string): void;
  /**
   * Chunks with the events behind position `after`, oldest first; the first may begin before it.
   * @param limit most chunks to return. Default 64.
   */
  read(run: string, after: number, limit?: number): EventChunk[];
  run(id: string): RunRecord | undefined;
  /** The run that was started last. */
  latest(): RunRecord | undefined;
  /** All runs, the newest first. */
  runs(): RunRecord[];
  /** Runs that have not ended become `interrupted`; the file is closed. */
  close(): void;
}

export interface LogOptions {
  /** Default: the clock on the wall. */
  readonly now?: () => number;
  /** Makes the identity of a new log. Default: 8 random hexadecimal digits. */
  readonly identity?: () => string;
}

/**
 * Opens a store, made if it is not there, for itself alone: nobody else can open it until it is closed or this process is
 * gone. So a run that is still `running` there has lost its process and becomes `interrupted`.
 *
 * Every append is committed when it returns: it survives the death of the process (SQLite's write-ahead log with
 * `synchronous = NORMAL`); a loss of power may take the newest appends, never the order.
 *
 * @param path a file, or `:memory:` for a store that goes with the process.
 * @throws RangeError when somebody has the store open, or the file is of another version; Error when it cannot be opened or
 * is no database. One line that says so.
 */
export function openLog(path: string, options: LogOptions = {}): RunLog {
  const { now = () => Date.now(), identity = () => randomUUID().slice(0, 8) } = options;
  const database = openStore(path);
  const store = `the store at ${path}`;
  const reading = <Result>(where: string, work: () => Result) => attempt(where, `${store} to be readable`, work);
  const writing = <Result>(where: string, work: () => Result) => attempt(where, `${store} to be writable`, work);

  const prepare = (sql: string) => reading("openLog", () => database.prepare(sql));
  const insertRun = prepare(
    "INSERT INTO runs (id, log, name, spec, status, started) VALUES (?, ?, ?, ?, 'running', ?)",
  );
  const insertChunk = prepare("INSERT INTO chunks (run, first, last, json, numbers) VALUES (?, ?, ?, ?, ?)");
  const selectChunks = prepare("SELECT json, numbers FROM chunks WHERE run = ? AND last > ? ORDER BY last LIMIT ?");
  const selectRun = prepare(`${RECORDS} WHERE id = ?`);
  const selectRuns = prepare(`${RECORDS} ORDER BY ${NEWEST_FIRST}`);
  const selectLatest = prepare(`${RECORDS} WHERE id = (SELECT id FROM runs ORDER BY ${NEWEST_FIRST} LIMIT 1)`);
  const updateEpoch = prepare("UPDATE runs SET epoch = ? WHERE id = ?");
  const finishRun = prepare("UPDATE runs SET status = 'finished', ended = ? WHERE id = ?");
  const interruptRuns = prepare(INTERRUPT);
  const interruptRun = prepare(`${INTERRUPT} AND id = ?`);

  writing("openLog", () => interruptRuns.run(now()));

  /** Position of the newest event of each run that goes on. */
  const heads = new Map<string, number>();

  function headOf(id: string): number {
    const head = heads.get(id);
    if (head !== undefined) return head;
    const record = toRecord(selectRun.get(id));
    if (!record) throw new RangeError(`log.append: expected a known run, got "${id}"`);
    throw new RangeError(`log.append: expected a running run, got "${id}", which is ${record.status}`);
  }

  return {
    createRun: ({ id, name, spec }) =>
      writing("log.createRun", () => {
        if (selectRun.get(id))
          throw new RangeError(`log.createRun: expected a new id, got "${id}", which is there already`);
        insertRun.run(id, identity(), name, JSON.stringify(spec), now());
        heads.set(id, 0);
        return toRecord(selectRun.get(id))!;
      }),

    append: (id, chunks) =>
      writing("log.append", () => {
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
          if (last.type === "finished") finishRun.run(last.time, id);
        });
        if (last.type === "finished") heads.delete(id);
        else heads.set(id, head);
      }),

    interrupt: (id) =>
      writing("log.interrupt", () => {
        heads.delete(id);
        interruptRun.run(now(), id);
      }),

    read: (id, after, limit = 64) =>
      reading("log.read", () => selectChunks.all(id, after, limit).map((row) => unpack(row as unknown as Packed))),

    run: (id) => reading("log.run", () => toRecord(selectRun.get(id))),

    latest: () => reading("log.latest", () => toRecord(selectLatest.get())),

    runs: () => reading("log.runs", () => selectRuns.all().map((row) => toRecord(row)!)),

    close() {
      try {
        interruptRuns.run(now());
      } catch {
        // A store that takes no more, such as on a full disk: whoever opens it next finds them running, and interrupts them.
      }
      database.close();
    },
  };
}

const RECORDS = "SELECT *, (SELECT coalesce(max(last), 0) FROM chunks WHERE run = runs.id) AS head FROM runs";
const INTERRUPT = "UPDATE runs SET status = 'interrupted', ended = ? WHERE status = 'running'";
const NEWEST_FIRST = "started DESC, rowid DESC";

function newestEpoch(chunks: readonly EventChunk[]): number | undefined {
  const last = chunks.findLast((chunk) => chunk.type === "epochs" || chunk.type === "snapshot");
  if (!last) return undefined;
  return last.type === "epochs" ? last.epoch + last.loss.length - 1 : last.epoch;
}

function toRecord(row: Record<string, unknown> | undefined): RunRecord | undefined {
  if (!row) return undefined;
  const { spec, ended, ...others } = row as unknown as RunRecord & { spec: string; ended: number | null };
  return { ...others, spec: JSON.parse(spec) as TrainingSpec, ...(ended !== null && { ended }) };
}
