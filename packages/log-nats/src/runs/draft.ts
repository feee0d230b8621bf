/** The next message of a run: several waiting appends, all of them valid. */
import type { RunRecord } from "@epochal/log";
import { afterChunk, checkRunSize, encode, encodedBytes, type Encoded } from "@epochal/log/engine";
import type { EventChunk } from "@epochal/stream/events";
import type { KnownHead } from "./catalogue.ts";
import { toRecord, type RunEntry, type RunHead } from "./run-state.ts";

export interface WaitingAppend {
  readonly chunks: readonly EventChunk[];
  readonly resolve: (record: RunRecord) => void;
  readonly reject: (error: unknown) => void;
}

/** A message to publish: the appends in it, and the run after it. */
export interface Draft {
  readonly parts: Encoded[];
  readonly appends: WaitingAppend[];
  head: RunHead;
  bytes: number;
}

/** A running run, and its appends that are not stored yet. */
export interface WaitingRun {
  readonly entry: RunEntry;
  /** After its newest stored message. */
  readonly known: KnownHead;
  readonly waiting: WaitingAppend[];
}

/** A message takes no further append when it is larger. */
const FULL_BYTES = 128 * 1024;
/** Takes waiting appends until the message is full. Rejects those that are invalid. */
export function draftNext({ entry, known, waiting }: WaitingRun, maxRunBytes: number): Draft {
  const { snapshot } = known.head;
  const head = snapshot === 0 ? { ...known.head, snapshot: known.seq } : known.head;
  const draft: Draft = { parts: [], appends: [], head, bytes: 0 };
  for (let next = waiting[0]; next && draft.bytes < FULL_BYTES; next = waiting[0]) {
    waiting.shift();
    const parts: Encoded[] = [];
    try {
      draft.head = next.chunks.reduce((state, chunk) => addChunk(entry, state, chunk, parts, maxRunBytes), draft.head);
    } catch (error) {
      next.reject(error);
      continue;
    }
    draft.parts.push(...parts);
    draft.bytes += parts.reduce((sum, part) => sum + encodedBytes(part), 0);
    draft.appends.push(next);
  }
  return draft;
}

/** The run after a chunk. @throws RangeError if it does not directly follow its newest event. */
function addChunk(entry: RunEntry, head: RunHead, chunk: EventChunk, parts: Encoded[], maxRunBytes: number): RunHead {
  const record = toRecord(entry, head);
  const { id, status } = record;
  if (status !== "running") throw new RangeError(`log.append: expected a running run, got "${id}", which is ${status}`);
  if (chunk.seq !== head.head + 1)
    throw new RangeError(`log.append: expected position ${head.head + 1} of "${id}", got ${chunk.seq}`);
  const encoded = encode(chunk);
  const added = encodedBytes(encoded);
  checkRunSize(record, chunk.type, added, maxRunBytes);
  parts.push(encoded);
  const { status: next, reason, ended, epoch, bytes, head: position, summary } = afterChunk(record, chunk, added);
  return {
    ...head,
    head: position,
    epoch,
    bytes,
    ...(summary && { summary }),
    ...(next === "finished" && { status: next, reason, ended }),
    ...(chunk.type === "snapshot" && { snapshot: 0 }),
    ...(chunk.type === "commanded" && head.commands !== undefined && { commands: head.commands + 1 }),
  };
}
