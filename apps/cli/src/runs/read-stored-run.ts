/** A run from a store: its events, and the rows it was trained on. */
import type { TrainingData } from "@epochal/core";
import type { RunRecord } from "@epochal/log";
import { readPages, type EventChunk } from "@epochal/stream/events";
import { InputError } from "../errors.ts";
import { findRun } from "./find-run.ts";
import { storeName } from "./open-nats.ts";
import type { StoreReader } from "./with-store.ts";

export interface StoredRun {
  readonly record: RunRecord;
  readonly chunks: readonly EventChunk[];
  /** Absent if the rows were not stored. */
  readonly data?: TrainingData;
}

/**
 * @param wanted the id, its first characters, or `latest`.
 * @throws InputError when there is no such run, or it has no events yet.
 */
export async function readStoredRun(reader: StoreReader, wanted: string, store: string): Promise<StoredRun> {
  const record = findRun(reader.runs(), wanted, store);
  const chunks: EventChunk[] = [];
  for await (const page of readPages(reader, record)) chunks.push(...page);
  if (chunks.length === 0)
    throw new InputError(`${storeName(store)}: no events of ${record.id} are stored yet: try again later`);
  const data = (await reader.training(record.id))?.data as TrainingData | undefined;
  return { record, chunks, ...(data && { data }) };
}
