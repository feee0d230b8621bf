/** Chunks of runs that go on become rows of the store: many runs in one commit, each run all or nothing. */
import { lastSeq, type EventChunk } from "@epochal/stream/events";
import type { DatabaseSync } from "node:sqlite";
import { encode } from "../store/codec.ts";
import { encodedBytes } from "./reader.ts";
import { afterChunk, type RunRecord } from "./run-record.ts";
import { transaction } from "../store/store.ts";

/** Chunks of one run, to be stored all or none. */
export interface Append {
  /** The run's id. */
  readonly run: string;
  /** In order; the first begins right behind the run's newest event. */
  readonly chunks: readonly EventChunk[];
}

/** A run that goes on. */
export interface RunningRun {
  /** Its key in the store. */
  readonly number: number;
  readonly record: RunRecord;
  /** Position of its newest snapshot. */
  readonly snapshot: number | null;
}

export interface Appender {
  /** Takes chunks of this run from now on. */
  begin(run: RunningRun): void;
  /** Takes none any more. */
  end(id: string): void;
  /**
   * One commit: all of it is stored, or nothing and it throws. Returns the record of each append's run.
   * @throws RangeError when a run does not go on, or a chunk does not begin right behind its newest event.
   */
  commit(appends: readonly Append[]): RunRecord[];
}

/** @param rejection what is wrong with a run that does not go on. */
export function createAppender(database: DatabaseSync, rejection: (id: string) => Error): Appender {
  const insertChunk = database.prepare("INSERT INTO chunks (run, last, json, numbers) VALUES (?, ?, ?, ?)");
  const updateRun = database.prepare(
    "UPDATE runs SET status = ?, reason = ?, ended = ?, head = ?, epoch = ?, bytes = ?, snapshot = ? WHERE number = ?",
  );
  const running = new Map<string, RunningRun>();

  function find(id: string): RunningRun {
    const run = running.get(id);
    if (!run) throw rejection(id);
    return run;
  }

  function insert(run: RunningRun, chunk: EventChunk): RunningRun {
    const { number, record } = run;
    const { id, status, head } = record;
    if (status !== "running") {
      throw new RangeError(`log.append: expected a running run, got "${id}", which is ${status}`);
    }
    if (chunk.seq !== head + 1) {
      throw new RangeError(`log.append: expected position ${head + 1} of "${id}", got ${chunk.seq}`);
    }
    const packed = encode(chunk);
    insertChunk.run(number, lastSeq(chunk), packed.json, packed.numbers);
    const snapshot = chunk.type === "snapshot" ? chunk.seq : run.snapshot;
    return { number, record: afterChunk(record, chunk, encodedBytes(packed)), snapshot };
  }

  function update({ number, record, snapshot }: RunningRun): void {
    const { status, reason = null, ended = null, head, epoch, bytes } = record;
    updateRun.run(status, reason, ended, head, epoch, bytes, snapshot, number);
  }

  return {
    begin(run) {
      running.set(run.record.id, run);
    },
    end(id) {
      running.delete(id);
    },
    commit(appends) {
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
