/** Reads the chunks of a run from any position, and what is needed to resume it. */
import { coalesceEpochs, type StoredTraining } from "@epochal/log";
import { checkSpec } from "@epochal/log/engine";
import { lastSeq, type EventChunk } from "@epochal/stream/events";
import type { Catalogue } from "../runs/catalogue.ts";
import { chunksOf, type StoredChunk } from "./message.ts";
import type { Objects } from "./object-store.ts";
import type { Resources } from "../connection/resources.ts";
import type { RunMessage, RunMessages } from "./run-messages.ts";
import { parseObject } from "./parse-object.ts";
import { decodeEntry } from "../runs/run-state.ts";
import { toToken } from "./tokens.ts";

/** The header that names the object with the payload of a message. */
export const OBJECT_HEADER = "Epochal-Object";

export interface ReadContext {
  readonly catalogue: Catalogue;
  readonly messages: RunMessages;
  readonly objects: Objects;
  readonly runs: Resources["runs"];
}

/** A page ends after the chunk that makes it larger than this. */
const PAGE_BYTES = 1024 * 1024;

/** Chunks with the events after position `after`; see `EventLog.read`. */
export async function readRun(context: ReadContext, id: string, after: number, limit: number): Promise<EventChunk[]> {
  const { catalogue, messages } = context;
  const newest = catalogue.head(id);
  if (!newest || newest.head.head <= after || limit < 1) return [];
  const chunks: EventChunk[] = [];
  let bytes = 0;
  let previous = Math.max(0, after);
  const start = await messages.locate(id, previous, newest);
  for await (const message of messages.from(id, start, newest.seq)) {
    for (const stored of await chunksOfMessage(context, message)) {
      const { chunk } = stored;
      if (lastSeq(chunk) <= previous) continue;
      if (chunk.seq > previous + 1) throw new RangeError(`no event ${previous + 1}: the store is damaged`);
      if (chunks.length >= limit || bytes > PAGE_BYTES) return coalesceEpochs(chunks);
      chunks.push(chunk);
      previous = lastSeq(chunk);
      bytes += stored.bytes;
    }
    if (chunks.length >= limit || bytes > PAGE_BYTES) break;
  }
  // The run may have been deleted meanwhile.
  if (chunks.length === 0 && catalogue.head(id)?.head.log === newest.head.log) {
    throw new RangeError(`no events after position ${after}: the store is damaged`);
  }
  return coalesceEpochs(chunks);
}

async function chunksOfMessage({ objects }: ReadContext, { data, headers }: RunMessage): Promise<StoredChunk[]> {
  const name = headers.get(OBJECT_HEADER);
  return chunksOf(name === "" ? data : await objects.get(name));
}

/** The name of the object with the training of a run, if it is too large for its entry. */
export const trainingObject = (log: string): string => `training.${log}`;

/** See `EventLog.training`. */
export async function readTraining(context: ReadContext, id: string): Promise<StoredTraining | undefined> {
  const { catalogue, messages, objects, runs } = context;
  const stored = await runs.get(toToken(id));
  if (!stored || stored.operation !== "PUT") return undefined;
  const { name, log, data, training } = decodeEntry(id, stored.string());
  const json = training ?? new TextDecoder().decode(await objects.get(trainingObject(log)));
  const { spec, options } = parseObject(json) as Pick<StoredTraining, "spec" | "options">;
  const newest = catalogue.head(id);
  const snapshotSeq = newest?.head.snapshot === 0 ? newest.seq : newest?.head.snapshot;
  const message = snapshotSeq === undefined ? undefined : await messages.next(id, snapshotSeq);
  const chunks = message ? await chunksOfMessage(context, message) : [];
  const last = chunks.map(({ chunk }) => chunk).findLast((chunk) => chunk.type === "snapshot");
  return {
    name,
    spec: checkSpec(spec),
    ...(options !== undefined && { options }),
    ...(data !== undefined && { data: await objects.getRows(data) }),
    ...(last && { snapshot: last.snapshot }),
    ...(last && newest?.head.commands === 0 && { resumesAt: last.seq }),
  };
}
