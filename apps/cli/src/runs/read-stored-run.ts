/** All that a store has of a run: what it told, and the rows it learned from. */
import type { TrainingData } from "@epochal/core";
import type { OpenReader, RunRecord } from "@epochal/log";
import { lastSeq, type EventChunk } from "@epochal/stream";
import { InputError } from "../exit-codes.ts";
import { findRun } from "./find-run.ts";

export interface StoredRun {
  readonly record: RunRecord;
  readonly chunks: readonly EventChunk[];
  /** Absent where they were not stored. */
  readonly data?: TrainingData;
}

/**
 * @param wanted its id, the beginning of it, or `latest`.
 * @throws InputError when there is no such run, or nothing is stored of it.
 */
export function readStoredRun(reader: OpenReader, wanted: string, store: string): StoredRun {
  const record = findRun(reader.runs(), wanted, store);
  const chunks: EventChunk[] = [];
  for (let after = 0; after < record.head;) {
    const read = reader.read(record.id, after);
    const last = read.at(-1);
    if (!last) break;
    chunks.push(...read);
    after = lastSeq(last);
  }
  if (chunks.length === 0) throw new InputError(`${store}: expected a run that has told something, got ${record.id}`);
  const data = reader.training(record.id)?.data as TrainingData | undefined;
  return { record, chunks, ...(data && { data }) };
}
