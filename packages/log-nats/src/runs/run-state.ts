/**
 * The stored state of a run, besides its events: an entry of the key-value bucket, which changes only when it is created, begins or is
 * cancelled, and a header of each message, so that the newest message of a run says how far it is.
 */
import type { RunRecord } from "@epochal/log";
import { isRecord, toSummary } from "@epochal/log/engine";
import { parseObject } from "../messages/parse-object.ts";
import { isPlain } from "../messages/tokens.ts";

/** The entry of a run in the key-value bucket. */
export interface RunEntry {
  readonly id: string;
  readonly log: string;
  readonly name: string;
  readonly parent?: string;
  readonly resumes?: string;
  readonly isForWorkers?: true;
  /** Set for a copied run. */
  readonly tags?: readonly string[];
  readonly notes?: string;
  readonly epochs: number;
  readonly state: "queued" | "running" | "cancelled";
  readonly started: number;
  readonly ended?: number;
  /** The writer that has changed the entry last, see `Writers`: the only one that appends to the run while it is running. */
  readonly writer: string;
  /** The revision that orders a cancelled run; otherwise it is the entry's own. */
  readonly order?: number;
  /** The hash of its rows, which name their object. */
  readonly data?: string;
  /** Its spec and options as JSON; absent if they are an object, because they are large. */
  readonly training?: string;
}

/** The state of a run after a message. */
export interface RunHead extends Pick<
  RunRecord,
  "head" | "epoch" | "bytes" | "reason" | "ended" | "failure" | "isLost" | "summary"
> {
  /** The identity of the run's log. */
  readonly log: string;
  /** Absent while the run is running. */
  readonly status?: "finished" | "interrupted";
  /** The message with the newest snapshot: its position in the stream, 0 for this message. */
  readonly snapshot?: number;
  /** The number of appends that are objects, because they are larger than a message. */
  readonly objects?: number;
  /** The number of its commands; absent if an older version has written it. */
  readonly commands?: number;
}

/** The run before its first message. */
export const noHead = (log: string): RunHead => ({ log, head: 0, epoch: 0, bytes: 0, commands: 0 });

/** The record of a run. @param head of its newest message, if there is any. */
export function toRecord(entry: RunEntry, head: RunHead = noHead(entry.log)): RunRecord {
  const { id, log, name, parent, resumes, isForWorkers, epochs, state, started, tags, notes } = entry;
  const ended = head.ended ?? entry.ended;
  return {
    id,
    log,
    name,
    ...(parent !== undefined && { parent }),
    ...(resumes !== undefined && { resumes }),
    ...(isForWorkers && { isForWorkers }),
    status: state === "running" ? (head.status ?? "running") : state,
    ...(head.reason !== undefined && { reason: head.reason }),
    started,
    ...(ended !== undefined && { ended }),
    ...(head.failure !== undefined && { failure: head.failure }),
    ...(head.isLost && { isLost: head.isLost }),
    head: head.head,
    epoch: head.epoch,
    epochs,
    bytes: head.bytes,
    ...(head.summary && { summary: head.summary }),
    ...(tags && { tags }),
    ...(notes !== undefined && { notes }),
  };
}

/**
 * The entry of a run in a message.
 * @throws RangeError if it is not one of this run, as epochal writes it.
 */
export function decodeEntry(id: string, text: string): RunEntry {
  const entry = parseObject(text) as RunEntry;
  const tags: unknown = entry.tags ?? [];
  const texts = [entry.data ?? "", entry.training ?? "", ...(Array.isArray(tags) ? tags : [tags])];
  const isValid =
    entry.id === id &&
    typeof entry.writer === "string" &&
    // It is the name of a lease.
    isPlain(entry.writer) &&
    isRecord({ ...toRecord(entry) }) &&
    texts.every((text) => typeof text === "string") &&
    Number.isSafeInteger(entry.order ?? 0);
  if (!isValid) throw new RangeError(`${JSON.stringify(id)}: an entry that is no run: another program has written it`);
  return entry;
}

/** The header with the state of a run. */
const HEADER = "Epochal-Run";

/** The header of a message. JSON, whose texts are ASCII already. */
export function headToHeader(head: RunHead): readonly [string, string] {
  return [HEADER, JSON.stringify(head)];
}

/** @throws RangeError if the message was not written by epochal. */
export function headFromHeaders(id: string, headers: { get(name: string): string } | undefined): RunHead {
  const value = parseObject(headers?.get(HEADER) ?? "");
  const { summary, ...head } = value as RunHead;
  const counts = [head.snapshot ?? 0, head.objects ?? 0, head.commands ?? 0];
  const isValid =
    isRecord({ ...SOME_RUN, status: "running", ...head }) &&
    counts.every((count) => Number.isSafeInteger(count) && count >= 0);
  if (!isValid) {
    throw new RangeError(
      `${JSON.stringify(id)}: a message without the state of its run: another program has written it`,
    );
  }
  const known = toSummary(summary);
  return { ...head, ...(known && { summary: known }) };
}

/** The fields of a record that the state of a run lacks. */
const SOME_RUN = { id: "a", name: "", epochs: 0, started: 0 };
