/** A run as the catalogue of a store describes it. */
import { isId } from "./ids.ts";
import { parseSummary, parseTags, summaryAfter, type RunSummary } from "./run-summary.ts";
import { lastSeq, rewindsRun, type EventChunk, type FinishReason } from "@epochal/stream/events";

/**
 * - `queued`: the run waits for its turn and has no event yet.
 * - `running`: the run has begun and not ended.
 * - `finished`: the run has ended with a `finished` event.
 * - `interrupted`: its process ended before the run did.
 * - `cancelled`: the run was stopped while it was queued, and has no event.
 */
export type RunStatus = "queued" | "running" | "finished" | "interrupted" | "cancelled";

/** A run in the catalogue. */
export interface RunRecord {
  /** The id by which clients name it. */
  readonly id: string;
  /** Identity of this log of the run. Positions are only valid within it. */
  readonly log: string;
  /** A name for people, such as the file it trains on. */
  readonly name: string;
  /** The run from whose state it started, if any: an interrupted run that it resumes, or a run that it branches from. */
  readonly parent?: string;
  /** The interrupted run that it resumes, if any; then this is also its parent. Absent in runs of older versions. */
  readonly resumes?: string;
  /** Whether it waits, runs, or has ended, and how. */
  readonly status: RunStatus;
  /** Whether it was queued for the workers of a log that processes share. */
  readonly isForWorkers?: true;
  /** Why it has `finished`. */
  readonly reason?: FinishReason;
  /** When it began, in milliseconds since 1970; for a run that has not begun, when it was requested. */
  readonly started: number;
  /** When it ended; for an interrupted run, when that was noticed. Absent before. */
  readonly ended?: number;
  /** Position of its newest event, and so the number of its events; 0 without any. */
  readonly head: number;
  /** Why an interrupted run has failed for good, for people. Absent if another process may continue it. */
  readonly failure?: string;
  /** Whether it was interrupted because its process was silent for a lease time. Absent in a log that processes do not share. */
  readonly isLost?: true;
  /** Epochs completed. */
  readonly epoch: number;
  /** Epochs to train. */
  readonly epochs: number;
  /** Bytes of its events in the store. */
  readonly bytes: number;
  /** Its data, settings and scores. Absent in runs of older versions. */
  readonly summary?: RunSummary;
  /** Words by which people find it. Absent without any. */
  readonly tags?: readonly string[];
  /** A text of people about it. Absent without one. */
  readonly notes?: string;
}

/** The record of a running run after a chunk of `bytes` has been appended. */
export function afterChunk(record: RunRecord, chunk: EventChunk, bytes: number): RunRecord {
  const summary = summaryAfter(record.summary, chunk);
  const appended = { ...record, head: lastSeq(chunk), bytes: record.bytes + bytes, ...(summary && { summary }) };
  switch (chunk.type) {
    case "epochs":
      return { ...appended, epoch: chunk.epoch + chunk.loss.length - 1 };
    case "snapshot":
      return { ...appended, epoch: chunk.epoch };
    case "finished":
      return { ...appended, epoch: chunk.epoch, status: "finished", reason: chunk.reason, ended: chunk.time };
    case "commanded":
      return chunk.outcome === "applied" && rewindsRun(chunk.command) ? { ...appended, epoch: chunk.epoch } : appended;
    case "started":
    case "noticed":
      return appended;
  }
}

/** The identity of a log is part of every cursor. */
const LOG = /^[\w-]{1,64}$/;
const STATUSES = ["queued", "running", "finished", "interrupted", "cancelled"] satisfies RunStatus[];

/** Names are printed and sent: a longer one, as no epochal writes it, would take minutes. */
const MAX_NAME_CHARACTERS = 1000;
const COUNTS = ["head", "epoch", "epochs", "bytes"];
const TEXTS = ["parent", "resumes", "reason", "failure", "notes"];

/** Whether a value can be the record of a run, but for its summary and its tags. Absent fields may be null. */
export function isRecord(record: Readonly<Record<string, unknown>>): boolean {
  const { id, log, name, status, started, ended } = record;
  return (
    typeof id === "string" &&
    isId(id) &&
    typeof log === "string" &&
    LOG.test(log) &&
    typeof name === "string" &&
    name.length <= MAX_NAME_CHARACTERS &&
    STATUSES.some((known) => known === status) &&
    Number.isFinite(started) &&
    Number.isFinite(ended ?? 0) &&
    COUNTS.every((field) => Number.isSafeInteger(record[field]) && Number(record[field]) >= 0) &&
    TEXTS.every((field) => typeof (record[field] ?? "") === "string")
  );
}

/**
 * The record of a row of the catalogue, in which absent values are null.
 * @throws RangeError if it is damaged.
 */
export function toRecord(row: Record<string, unknown>): RunRecord {
  if (!isRecord(row)) throw new RangeError("an invalid entry in its catalogue of runs: the store is damaged");
  const fields = Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null));
  const summary = typeof row["summary"] === "string" ? parseSummary(row["summary"]) : undefined;
  const tags = typeof row["tags"] === "string" ? parseTags(row["tags"]) : undefined;
  const { summary: _summary, tags: _tags, ...plain } = fields;
  return { ...plain, ...(summary && { summary }), ...(tags && { tags }) } as unknown as RunRecord;
}
