/** A subscription to a run whose log the test writes, for a client whose reading the test controls. */
import type { FailureKind, RunRecord } from "@epochal/log";
import { decodeServerMessage, type Mode, type ReceivedMessage, type ServerMessage } from "@epochal/protocol";
import type { EpochChunk, EventChunk } from "@epochal/stream/events";
import { toFrames, type Frame } from "../../src/frames/frame.ts";
import type { RollupIndex } from "../../src/rollups/rollup-index.ts";
import type { Hub } from "../../src/hub.ts";
import type { Follower } from "../../src/runs/run-listeners.ts";
import { createMetrics } from "../../src/metrics.ts";
import { resolveStart } from "../../src/subscription/resolve-start.ts";
import { createSubscription } from "../../src/subscription/subscription.ts";
import { createFakeClock } from "./fake-clock.ts";

/** Epochs `first` to `last`, at the positions of the same number; their loss is their number. */
export function epochs(first: number, last: number): EpochChunk {
  const column = Float64Array.from({ length: last - first + 1 }, (_, i) => first + i);
  return {
    type: "epochs",
    seq: first,
    time: 0,
    epoch: first,
    loss: column,
    learningRate: column,
    gradientNorm: column,
  };
}

export function notice(seq: number): EventChunk {
  return { type: "noticed", seq, time: 0, epoch: seq, text: `notice ${seq}` };
}

const metrics = createMetrics();

function onFailure(error: unknown): never {
  throw error;
}

export interface SubscribeOptions {
  readonly after?: string;
  readonly mode?: Mode;
  readonly window?: number;
  readonly every?: number;
  readonly perSecond?: number;
  readonly allUpTo?: number;
}

/**
 * @param stored the log when the client subscribes.
 * @param rollups the sums that the hub knows; the test adds what is stored.
 */
export function subscribe(options: SubscribeOptions, stored: readonly EventChunk[] = [], rollups?: RollupIndex) {
  const frames: Frame[] = stored.flatMap((chunk) => toFrames("a", chunk));
  const clock = createFakeClock();
  const messages: ReceivedMessage[] = [];
  const reads: number[] = [];
  let status: RunRecord["status"] | undefined = "running";
  let isFull = false;
  let ends = 0;
  let onFrames: Follower = () => {};
  let failure: FailureKind | undefined;
  let readFailure: Error | undefined;
  const head = () => frames.at(-1)?.last ?? 0;
  const hub = {
    frameAfter(_run: string, after: number) {
      reads.push(after);
      if (readFailure) throw readFailure;
      return status && frames.find(({ last }) => last > after);
    },
    state: () => status && { status, head: head(), ...(failure && { failure }) },
    rollups: () => rollups,
    loadRollups: () => false,
    successorOf: () => undefined,
    viewers: () => 0,
    follow(_run: string, callback: Follower) {
      onFrames = callback;
      return () => {};
    },
  } as unknown as Hub;
  const sink = {
    sendFrame: ({ json }: Frame) => void messages.push(decodeServerMessage(String(json))!),
    trySendFrame(frame: Frame) {
      if (isFull) return false;
      sink.sendFrame(frame);
      return true;
    },
    send: (message: ServerMessage) => void messages.push(message),
    isFull: () => isFull,
  };
  const { after = "start", mode = "all", window, every, perSecond, allUpTo } = options;
  const record = { id: "a", log: "l", name: "a", status, head: head() } as RunRecord;
  const start = resolveStart(record, after) as number;
  const subscription = createSubscription(
    record,
    { id: "s", start, isLive: after === "live", mode, window, every, perSecond, allUpTo },
    { hub, sink, clock, metrics, onReady: pump, onFailure, onEnd: () => (ends += 1) },
  );

  function pump(): void {
    while (subscription.pump());
  }

  function append(...chunks: EventChunk[]): void {
    const fresh = chunks.flatMap((chunk) => toFrames("a", chunk));
    frames.push(...fresh);
    onFrames(fresh);
  }

  pump();
  return {
    clock,
    messages,
    reads,
    pump,
    append,
    acknowledge(seq: number) {
      subscription.acknowledge(seq);
      pump();
    },
    setFull(full: boolean) {
      isFull = full;
      pump();
    },
    setStatus(next: RunRecord["status"] | undefined) {
      status = next;
      pump();
    },
    /** Makes every read of the store fail. @param why the failure of the run, if it was interrupted by it. */
    failToRead(error: Error, why?: FailureKind) {
      readFailure = error;
      failure = why;
    },
    get ends() {
      return ends;
    },
    /** The messages since the last call, in short: `12-15` for events, `gap 1-11 skipped`. */
    summary: () => messages.splice(0).map(summarize),
  };
}

function summarize(message: ReceivedMessage): string {
  if (message.type === "events") {
    return message.first === message.last ? `${message.first}` : `${message.first}-${message.last}`;
  }
  if (message.type === "gap") return `gap ${message.from}-${message.to} ${message.reason}`;
  if (message.type === "caughtUp") return `caughtUp ${message.seq}`;
  return message.type === "end" ? `end ${message.seq} ${message.status}` : message.type;
}
