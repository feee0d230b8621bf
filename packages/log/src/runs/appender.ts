/** Appends chunks of running runs to the store: many runs in one commit, all or none. */
import { lastSeq, type EventChunk } from "@epochal/stream/events";
import type { DatabaseSync } from "node:sqlite";
import { encode, encodedBytes } from "../store/codec.ts";
import { hasAddedColumns } from "../store/schema.ts";
import { transaction } from "../store/transaction.ts";
import { afterChunk, type RunRecord } from "./run-record.ts";
import { checkRunSize } from "./run-size.ts";

/** Chunks of one run. */
export interface Append {
  /** The run's id. */
  readonly run: string;
  /** In order; the first directly follows the run's newest event. */
  readonly chunks: readonly EventChunk[];
}

export interface RunningRun {
  /** Its primary key in the store. */
  readonly number: number;
  readonly record: RunRecord;
  /** Position of its newest snapshot. */
  readonly snapshot: number | null;
}

export type Appender = ReturnType<typeof createAppender>;

/**
 * @param maxRunBytes maximum bytes of the events of a run.
 * @param checkSpace throws if there is no room on the disk for this number of bytes of epochs or snapshots.
 * @param notRunningError builds the error for a run that is not running.
 */
export function createAppender(
  database: DatabaseSync,
  maxRunBytes: number,
  checkSpace: (bytes: number) => void,
  notRunningError: (id: string) => Error,
) {
  const insertChunk = database.prepare("INSERT INTO chunks (run, last, json, numbers) VALUES (?, ?, ?, ?)");
  const summaryColumn = hasAddedColumns(database) ? ", summary = ?" : "";
  const updateRun = database.prepare(
    `UPDATE runs SET status = ?, reason = ?, ended = ?, head = ?, epoch = ?, bytes = ?, snapshot = ?${summaryColumn} WHERE number = ?`,
  );
  const running = new Map<string, RunningRun>();

  function find(id: string): RunningRun {
    const run = running.get(id);
    if (!run) throw notRunningError(id);
    return run;
  }

  function insert(run: RunningRun, chunk: EventChunk): RunningRun {
    const { number, record } = run;
    const { id, status, head } = record;
    if (status !== "running")
      throw new RangeError(`log.append: expected a running run, got "${id}", which is ${status}`);
    if (chunk.seq !== head + 1)
      throw new RangeError(`log.append: expected position ${head + 1} of "${id}", got ${chunk.seq}`);
    const encoded = encode(chunk);
    checkSize(record, chunk.type, encodedBytes(encoded));
    insertChunk.run(number, lastSeq(chunk), encoded.json, encoded.numbers);
    const snapshot = chunk.type === "snapshot" ? chunk.seq : run.snapshot;
    return { number, record: afterChunk(record, chunk, encodedBytes(encoded)), snapshot };
  }

  function checkSize(record: RunRecord, type: EventChunk["type"], added: number): void {
    checkRunSize(record, type, added, maxRunBytes);
    if (type === "epochs" || type === "snapshot") checkSpace(added);
  }

  function update({ number, record, snapshot }: RunningRun): void {
    const { status, reason = null, ended = null, head, epoch, bytes, summary } = record;
    const values = [status, reason, ended, head, epoch, bytes, snapshot] as const;
    if (summaryColumn === "") updateRun.run(...values, number);
    else updateRun.run(...values, summary ? JSON.stringify(summary) : null, number);
  }

  return {
    /** Accepts chunks of this run from now on. */
    begin(run: RunningRun): void {
      running.set(run.record.id, run);
    },
    /** Accepts no further chunks of this run. */
    end: (id: string): void => void running.delete(id),
    endAll: (): void => running.clear(),
    isRunning: (id: string): boolean => running.has(id),
    /**
     * Stores everything in one commit, or throws and stores nothing. Returns the record of each append's run.
     * @throws RangeError if a run is not running, or a chunk does not directly follow its newest event; `RunTooLargeError` if
     * a run would have more than `maxRunBytes`.
     */
    commit(appends: readonly Append[]): RunRecord[] {
      const changed = new Map<string, RunningRun>();
      transaction(database, () => {
        for (const { run, chunks } of appends) changed.set(run, chunks.reduce(insert, changed.get(run) ?? find(run)));
        for (const run of changed.values()) update(run);
      });
      for (const [id, run] of changed) {
        if (run.record.status === "running") running.set(id, run);
        else running.delete(id);
      }
      return appends.map(({ run }) => changed.get(run)!.record);
    },
  };
}
