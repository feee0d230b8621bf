/** What the catalogue of a store says of a run. */
import { lastSeq, rewindsRun, type EventChunk, type FinishReason } from "@epochal/stream/events";

/**
 * `queued`: it waits for its turn, and has no event yet. `interrupted`: its process ended before the run did. `cancelled`: it
 * was stopped before its turn came, and has no event.
 */
export type RunStatus = "queued" | "running" | "finished" | "interrupted" | "cancelled";

/** A run in the catalogue. */
export interface RunRecord {
  /** What its clients call it. */
  readonly id: string;
  /** Identity of this log of the run: positions are only valid within it. */
  readonly log: string;
  /** A name for people, such as the file it learns from. */
  readonly name: string;
  /** The run that it begins at a state of, where there is one: an interrupted one that it goes on with, or one that it branches from. */
  readonly parent?: string;
  /** Whether it waits, goes on, has ended, or was cut short. */
  readonly status: RunStatus;
  /** Why it has ended, where it has `finished`. */
  readonly reason?: FinishReason;
  /** Milliseconds since 1970; of a run that did not begin, when it was asked for. */
  readonly started: number;
  /** Absent while it waits or is running; of an interrupted run, when that was noticed. */
  readonly ended?: number;
  /** Position of its newest event, and so the number of its events; 0 when there is none. */
  readonly head: number;
  /** Epochs completed. */
  readonly epoch: number;
  /** Epochs it was to train. */
  readonly epochs: number;
  /** What its events take in the store. */
  readonly bytes: number;
}

/** The record of a running run when a chunk that takes `bytes` has been stored behind its newest event. */
export function afterChunk(record: RunRecord, chunk: EventChunk, bytes: number): RunRecord {
  const grown = { ...record, head: lastSeq(chunk), bytes: record.bytes + bytes };
  switch (chunk.type) {
    case "epochs":
      return { ...grown, epoch: chunk.epoch + chunk.loss.length - 1 };
    case "snapshot":
      return { ...grown, epoch: chunk.epoch };
    case "finished":
      return { ...grown, epoch: chunk.epoch, status: "finished", reason: chunk.reason, ended: chunk.time };
    case "commanded":
      return chunk.outcome === "applied" && rewindsRun(chunk.command) ? { ...grown, epoch: chunk.epoch } : grown;
    case "started":
    case "noticed":
      return grown;
  }
}

/** A row of the catalogue as the store gives it: what is absent is null there. */
export function toRecord(row: Record<string, unknown>): RunRecord {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as unknown as RunRecord;
}
