/** A run's events for `for await`. The consumer sets the pace, or chooses what happens to events that pile up. */
import type { GapMessage } from "@epochal/protocol";
import { eventsOf, type EventChunk, type TrainingEvent } from "@epochal/stream/events";
import { createEventQueue } from "./event-queue.ts";
import type { RunFollower } from "./watch/run-observer.ts";
import type { WatchedRun } from "./watch/watch-run.ts";

/**
 * What happens to events that arrive faster than they are consumed.
 * - `wait`: no event is lost. The server sends more only after events have been consumed.
 * - `dropOldest`: the newest events are kept; the others are reported as a gap.
 * - `error`: the iteration ends with an error.
 */
export type Overflow = "wait" | "dropOldest" | "error";

/** How events are iterated. All fields are optional. */
export interface IterateOptions {
  /** What happens to events that pile up. Default `wait`. */
  readonly overflow?: Overflow;
  /**
   * Maximum number of events that pile up, ≥ 1; with `wait` those on their way count too. Default: the window of `WatchOptions`.
   */
  readonly capacity?: number;
  /** Receives events that are not delivered, between the events before and after them. Default: ignored. */
  readonly onGap?: (gap: GapMessage) => void;
}

interface PendingRead {
  resolve(result: IteratorResult<TrainingEvent>): void;
  reject(error: unknown): void;
}

/**
 * @param follow starts to follow the run. Called with the first `next`.
 * @throws RangeError if the capacity is not a whole number ≥ 1.
 */
export function iterate(
  follow: WatchedRun["follow"],
  { overflow = "wait", capacity, onGap = () => {} }: IterateOptions & { readonly capacity: number },
): AsyncIterableIterator<TrainingEvent> {
  if (!Number.isInteger(capacity) || capacity < 1) {
    throw new RangeError(`iterate: expected capacity to be a whole number ≥ 1, got ${capacity}`);
  }
  const acksManually = overflow === "wait";
  let run = "";
  const queue = createEventQueue(onGap);
  let follower: RunFollower | undefined;
  /** The event that was delivered last. The consumer is done with it when it asks for the next one. */
  let deliveredSeq: number | undefined;
  let outcome: { readonly error?: Error } | undefined;
  const reads: PendingRead[] = [];

  function start(): void {
    const observer = { next: add, complete: () => finish({}), error: (error: Error) => finish({ error }) };
    follower ??= follow(observer, { run$: { next: beginRun } }, acksManually ? { acksManually, window: capacity } : {});
  }

  function beginRun(id: string): void {
    run = id;
    // All events of the subscription before have been acknowledged; this one may be of another run.
    deliveredSeq = undefined;
  }

  function add(chunk: EventChunk | GapMessage): void {
    if (chunk.type === "gap") return queue.pushGap(run, chunk);
    for (const event of eventsOf(chunk)) {
      if (outcome) return;
      queue.pushEvent(run, event);
      if (!acksManually && queue.eventCount > capacity) onOverflow();
      deliver();
    }
  }

  function onOverflow(): void {
    if (overflow === "error") {
      follower?.close();
      finish({ error: new RangeError(`iterate: expected a reader at most ${capacity} events behind, got one more`) });
    } else {
      queue.dropOldest();
    }
  }

  function finish(how: { readonly error?: Error }): void {
    outcome ??= how;
    deliver();
  }

  function deliver(): void {
    while (reads.length > 0) {
      const event = queue.take(outcome !== undefined);
      if (event) deliveredSeq = event.seq;
      if (event) reads.shift()!.resolve({ value: event, done: false });
      else if (!outcome) return;
      else if (outcome.error) reads.shift()!.reject(outcome.error);
      else reads.shift()!.resolve({ value: undefined, done: true });
    }
  }

  return {
    next() {
      start();
      if (deliveredSeq !== undefined && acksManually) follower?.ack(deliveredSeq);
      return new Promise((resolve, reject) => {
        reads.push({ resolve, reject });
        deliver();
      });
    },
    return() {
      follower?.close();
      queue.clear();
      finish({});
      return Promise.resolve({ value: undefined, done: true });
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
