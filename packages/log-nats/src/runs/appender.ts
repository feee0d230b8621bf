/** Appends chunks to the running runs of this process: each run's in order, several appends in one message, all or none. */
import type { RunRecord } from "@epochal/log";
import { encode, encodedBytes } from "@epochal/log/engine";
import type { EventChunk } from "@epochal/stream/events";
import { headers, type MsgHdrs } from "@nats-io/transport-node";
import type { KnownHead } from "./catalogue.ts";
import { draftNext, type Draft, type WaitingRun } from "./draft.ts";
import { isTransient, isWrongSequence, storeError } from "../connection/failures.ts";
import { joinEncoded } from "../messages/message.ts";
import type { Objects } from "../messages/object-store.ts";
import { OBJECT_HEADER } from "../messages/read-run.ts";
import { STREAM, subjectOf, type Resources } from "../connection/resources.ts";
import type { RunMessages } from "../messages/run-messages.ts";
import { headToHeader, noHead, toRecord, type RunEntry, type RunHead } from "./run-state.ts";
import { toToken } from "../messages/tokens.ts";

export interface AppenderContext extends Pick<Resources, "js" | "connection"> {
  readonly address: string;
  /** The id of this process as a writer. */
  readonly writer: string;
  readonly maxRunBytes: number;
  readonly objects: Objects;
  readonly messages: RunMessages;
  readonly now: () => number;
  /** Is called when a message was stored. @param isOwn whether the run is or was a run of this process. */
  readonly onStored: (id: string, known: KnownHead, isOwn: boolean) => void;
  /** Builds the error for a run that is not running in this process. */
  readonly notRunningError: (id: string) => Error;
}

/** A running run of this process. */
interface RunningRun extends WaitingRun {
  readonly isOwn: boolean;
  known: KnownHead;
  /** Resolves when no append is waiting. */
  working: Promise<void>;
  isWorking: boolean;
}

export type Appender = ReturnType<typeof createAppender>;

/** A payload that is larger is an object. A message also has headers; servers allow 1 MiB by default. */
const MAX_PAYLOAD_BYTES = 512 * 1024;
/** A message without an answer is published again after this time. */
const PUBLISH_MS = 2000;
const RETRY_MS = 100;

export function createAppender(context: AppenderContext) {
  const { js, connection, address, writer, maxRunBytes, objects, messages, now, onStored, notRunningError } = context;
  const running = new Map<string, RunningRun>();
  const maxPayload = Math.min(MAX_PAYLOAD_BYTES, (connection.info?.max_payload ?? Infinity) / 2);

  async function work(run: RunningRun): Promise<void> {
    while (run.waiting.length > 0) {
      const draft = draftNext(run, maxRunBytes);
      if (draft.appends.length === 0) continue;
      try {
        await store(run, draft);
        const record = toRecord(run.entry, run.known.head);
        for (const { resolve } of draft.appends) resolve(record);
      } catch (error) {
        for (const { reject } of draft.appends) reject(error);
      }
    }
    run.isWorking = false;
  }

  /** Publishes a message, whose payload is an object if it is large. */
  async function store(run: RunningRun, { parts, head }: Draft): Promise<void> {
    const payload = joinEncoded(parts);
    if (payload.length <= maxPayload) return publish(run, payload, head);
    const count = (head.objects ?? 0) + 1;
    const name = appendObject(run.entry.log, count);
    await untilAvailable(() => objects.put(name, payload)).catch((error: unknown) => {
      throw storeError("log.append", address, error);
    });
    await publish(run, new Uint8Array(0), { ...head, objects: count }, name);
  }

  /** Repeats work while the server is away. */
  async function untilAvailable<Result>(work: () => Promise<Result>): Promise<Result> {
    for (;;) {
      try {
        return await work();
      } catch (error) {
        if (!isTransient(error) || connection.isClosed()) throw error;
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    }
  }

  /**
   * Publishes the next message of a run. The server refuses it if there is a newer message than this process knows, and recognizes
   * a message that it has already stored.
   */
  async function publish(run: RunningRun, payload: Uint8Array, head: RunHead, object?: string): Promise<void> {
    const { id, log } = run.entry;
    const state = head.failure === undefined ? (head.status ?? "running") : "failed";
    const msgID = `${log}:${run.known.head.head + 1}:${state}:${writer}`;
    const publishOptions = {
      msgID,
      expect: { streamName: STREAM, lastSubjectSequence: run.known.seq },
      headers: headersOf(head, object),
      timeout: PUBLISH_MS,
    };
    try {
      const { seq } = await untilAvailable(() => js.publish(subjectOf(toToken(id)), payload, publishOptions));
      stored(run, head, seq);
    } catch (error) {
      if (!isWrongSequence(error)) throw storeError("log.append", address, error);
      await resolveConflict(run, head, msgID);
    }
  }

  /** Another message is the newest: an earlier attempt of ours, or that of a process that has interrupted the run. */
  async function resolveConflict(run: RunningRun, head: RunHead, msgID: string): Promise<void> {
    const { id } = run.entry;
    const newest = await untilAvailable(() => messages.next(id, run.known.seq + 1)).catch((error: unknown) => {
      throw storeError("log.append", address, error);
    });
    if (newest?.headers.get("Nats-Msg-Id") === msgID) {
      stored(run, head, newest.seq);
      return;
    }
    if (newest) stored(run, newest.head, newest.seq);
    running.delete(id);
    throw notRunningError(id);
  }

  function stored(run: RunningRun, head: RunHead, seq: number): void {
    run.known = { head, seq };
    if (head.status !== undefined) running.delete(run.entry.id);
    onStored(run.entry.id, run.known, run.isOwn);
  }

  return {
    /** Accepts chunks of this run from now on. */
    begin: (entry: RunEntry): void => void running.set(entry.id, newRun(entry, undefined, true)),
    isRunning: (id: string): boolean => running.has(id),
    ids: (): string[] => [...running.keys()],
    /** Resolves when the chunks are stored, to the newest record of the run. */
    append(id: string, chunks: readonly EventChunk[]): Promise<RunRecord> {
      const run = running.get(id);
      if (!run) return Promise.reject(notRunningError(id));
      return new Promise((resolve, reject) => {
        run.waiting.push({ chunks, resolve, reject });
        if (run.isWorking) return;
        run.isWorking = true;
        // Appends of this turn come together.
        run.working = Promise.resolve().then(() => work(run));
      });
    },
    /** Ends a run of this process after its appends, without a `finished` event. */
    async interrupt(id: string, ended?: number): Promise<void> {
      const run = running.get(id);
      if (!run) return;
      await run.working;
      if (!running.has(id)) return;
      const head: RunHead = { ...interruptedHead(run.known, ended ?? now()) };
      await publish(run, new Uint8Array(0), head);
    },
    /** Ends a run of another process that has lost its lease. No effect if it has ended or continues. */
    async interruptLost(entry: RunEntry, known: KnownHead | undefined): Promise<void> {
      const run = newRun(entry, known, false);
      const head: RunHead = { ...interruptedHead(run.known, now()), isLost: true };
      await publish(run, new Uint8Array(0), head).catch(ignoreConflict);
    },
    /** Ends an interrupted run for good, with a last event that says why. */
    async fail(entry: RunEntry, known: KnownHead | undefined, failure: string): Promise<void> {
      const run = newRun(entry, known, false);
      const { head } = run.known;
      const time = now();
      const notice: EventChunk = {
        type: "noticed",
        seq: head.head + 1,
        time,
        epoch: head.epoch,
        text: `failed: ${failure}`,
      };
      const encoded = encode(notice);
      const bytes = head.bytes + encodedBytes(encoded);
      const next: RunHead = { ...interruptedHead(run.known, head.ended ?? time), head: notice.seq, bytes, failure };
      await publish(run, joinEncoded([encoded]), next).catch(ignoreConflict);
    },
    /** Resolves when all appends so far are stored or have failed. */
    async settled(): Promise<void> {
      await Promise.all([...running.values()].map(({ working }) => working));
    },
  };
}

/** The writer of the run is back, or another process was faster. */
function ignoreConflict(error: unknown): void {
  if (!(error instanceof RangeError)) throw error;
}

function newRun(entry: RunEntry, known: KnownHead | undefined, isOwn: boolean): RunningRun {
  const before = known ?? { head: noHead(entry.log), seq: 0 };
  return { isOwn, entry, known: before, waiting: [], working: Promise.resolve(), isWorking: false };
}

/** The object with the n-th append of a run that was larger than a message. */
export const appendObject = (log: string, count: number): string => `events.${log}.${count}`;

function interruptedHead({ head, seq }: KnownHead, ended: number): RunHead {
  return { ...head, ...(head.snapshot === 0 && { snapshot: seq }), status: "interrupted", ended };
}

function headersOf(head: RunHead, object: string | undefined): MsgHdrs {
  const all = headers();
  all.set(...headToHeader(head));
  if (object !== undefined) all.set(OBJECT_HEADER, object);
  return all;
}
