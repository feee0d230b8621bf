/** Appends chunks to the running runs of this process: each run's in order, several appends in one message, all or none. */
import { sizeOfChunks, type RunRecord } from "@epochal/log";
import { createByteBudget, encode, encodedBytes } from "@epochal/log/engine";
import type { EventChunk } from "@epochal/stream/events";
import type { KnownHead } from "./catalogue.ts";
import { draftNext, type WaitingRun } from "./draft.ts";
import { joinEncoded } from "../messages/message.ts";
import { NO_PAYLOAD, publish, publishDraft, type PublishContext, type PublishedRun } from "./publish.ts";
import { noHead, toRecord, type RunEntry, type RunHead } from "./run-state.ts";

export interface AppenderContext extends Omit<PublishContext, "onEnd"> {
  readonly maxRunBytes: number;
}

/** A running run of this process. */
interface RunningRun extends WaitingRun, PublishedRun {
  known: KnownHead;
  /** Resolves when no append is waiting. */
  working: Promise<void>;
  isWorking: boolean;
}

/** Maximum bytes of appends in flight. */
const MAX_PENDING_BYTES = 16 * 1024 * 1024;

export type Appender = ReturnType<typeof createAppender>;

export function createAppender(context: AppenderContext) {
  const { maxRunBytes, now, notRunningError } = context;
  const running = new Map<string, RunningRun>();
  const budget = createByteBudget(MAX_PENDING_BYTES);
  const publishing: PublishContext = { ...context, onEnd: (id) => void running.delete(id) };

  async function work(run: RunningRun): Promise<void> {
    while (run.waiting.length > 0) {
      const draft = draftNext(run, maxRunBytes);
      if (draft.appends.length === 0) continue;
      try {
        await publishDraft(publishing, run, draft);
        const record = toRecord(run.entry, run.known.head);
        for (const { resolve } of draft.appends) resolve(record);
      } catch (error) {
        for (const { reject } of draft.appends) reject(error);
      }
    }
    run.isWorking = false;
  }

  function enqueue(id: string, chunks: readonly EventChunk[]): Promise<RunRecord> {
    const run = running.get(id);
    if (!run) return Promise.reject(notRunningError(id));
    return new Promise((resolve, reject) => {
      run.waiting.push({ chunks, resolve, reject });
      if (run.isWorking) return;
      run.isWorking = true;
      // Appends of this turn come together.
      run.working = Promise.resolve().then(() => work(run));
    });
  }

  return {
    /** Accepts chunks of this run from now on. */
    begin: (entry: RunEntry): void => void running.set(entry.id, newRun(entry, undefined, true)),
    ids: (): string[] => [...running.keys()],
    /** Resolves when the chunks are stored, to the newest record of the run. */
    async append(id: string, chunks: readonly EventChunk[]): Promise<RunRecord> {
      const bytes = sizeOfChunks(chunks);
      await budget.acquire(bytes);
      try {
        return await enqueue(id, chunks);
      } finally {
        budget.release(bytes);
      }
    },
    /** Bytes in flight. */
    get pendingBytes(): number {
      return budget.used;
    },
    /** Ends a run of this process after its appends, without a `finished` event. */
    async interrupt(id: string, ended?: number): Promise<void> {
      // After the appends that wait for the budget.
      await budget.acquire(0);
      const run = running.get(id);
      if (!run) return;
      await run.working;
      if (!running.has(id)) return;
      const head: RunHead = { ...interruptedHead(run.known, ended ?? now()) };
      await publish(publishing, run, NO_PAYLOAD, head);
    },
    /** Ends a run of another process that has lost its lease. No effect if it has ended or continues. */
    async interruptLost(entry: RunEntry, known: KnownHead | undefined): Promise<void> {
      const run = newRun(entry, known, false);
      const head: RunHead = { ...interruptedHead(run.known, now()), isLost: true };
      await publish(publishing, run, NO_PAYLOAD, head).catch(ignoreConflict);
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
      await publish(publishing, run, joinEncoded([encoded]), next).catch(ignoreConflict);
    },
    /** Resolves when all appends so far are stored or have failed. */
    async settled(): Promise<void> {
      await budget.acquire(0);
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

function interruptedHead({ head, seq }: KnownHead, ended: number): RunHead {
  return { ...head, ...(head.snapshot === 0 && { snapshot: seq }), status: "interrupted", ended };
}
