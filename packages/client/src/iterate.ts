/** A run's events for `for await`. The consumer sets the pace, or chooses what happens to events that pile up. */
import { createRollup, type GapMessage, type Rollup } from "@epochal/protocol";
import { eventsOf, type EventChunk, type TrainingEvent } from "@epochal/stream/events";
import type { RunFollower, RunObserver } from "./run-observer.ts";

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

type Item = ({ readonly event: TrainingEvent } | { readonly gap: GapMessage }) & { readonly run: string };

/** Consecutive events that were dropped on this side. */
interface Dropped {
  readonly run: string;
  readonly from: number;
  to: number;
  readonly rollup: Rollup;
}

interface PendingRead {
  resolve(result: IteratorResult<TrainingEvent>): void;
  reject(error: unknown): void;
}

/**
 * @param follow starts to follow the run, with at most `window` events on their way. Called with the first `next`.
 * @throws RangeError if the capacity is not a whole number ≥ 1.
 */
export function iterate(
  follow: (observer: RunObserver, window?: number) => RunFollower,
  { overflow = "wait", capacity, onGap = () => {} }: IterateOptions & { readonly capacity: number },
): AsyncIterableIterator<TrainingEvent> {
  if (!Number.isInteger(capacity) || capacity < 1) {
    throw new RangeError(`iterate: expected capacity to be a whole number ≥ 1, got ${capacity}`);
  }
  const acksManually = overflow === "wait";
  let run = "";
  let items: Item[] = [];
  let eventCount = 0;
  let dropped: Dropped | undefined;
  let follower: RunFollower | undefined;
  /** The event that was delivered last. The consumer is done with it when it asks for the next one. */
  let deliveredSeq: number | undefined;
  let outcome: { readonly error?: Error } | undefined;
  const reads: PendingRead[] = [];

  function start(): void {
    const observer: RunObserver = {
      acksManually,
      onChunk: add,
      onGap(gap) {
        items.push({ gap, run });
      },
      onStatus() {},
      onRun(id) {
        run = id;
        // All events of the subscription before have been acknowledged; this one may be of another run.
        deliveredSeq = undefined;
      },
      onComplete: () => finish({}),
      onError: (error) => finish({ error }),
    };
    follower ??= follow(observer, acksManually ? capacity : undefined);
  }

  function add(chunk: EventChunk): void {
    for (const event of eventsOf(chunk)) {
      if (outcome) return;
      items.push({ event, run });
      eventCount += 1;
      if (!acksManually && eventCount > capacity) onOverflow();
      deliver();
    }
  }

  function onOverflow(): void {
    if (overflow === "error") {
      follower?.close();
      finish({ error: new RangeError(`iterate: expected a reader at most ${capacity} events behind, got one more`) });
    } else {
      dropOldest();
    }
  }

  /** Drops the oldest event. It becomes one gap with the gaps before it in its run. */
  function dropOldest(): void {
    const i = items.findIndex((item) => "event" in item);
    for (const item of items.splice(0, i + 1)) {
      const [from, to] = "gap" in item ? [item.gap.from, item.gap.to] : [item.event.seq, item.event.seq];
      if (dropped?.run !== item.run) reportDropped();
      dropped ??= { run: item.run, from, to, rollup: createRollup() };
      dropped.to = to;
      if ("gap" in item) dropped.rollup.append(createRollup(item.gap));
      else dropped.rollup.addEvent(item.event);
    }
    eventCount -= 1;
  }

  function finish(how: { readonly error?: Error }): void {
    outcome ??= how;
    deliver();
  }

  function deliver(): void {
    while (reads.length > 0) {
      const event = nextEvent();
      if (event) reads.shift()!.resolve({ value: event, done: false });
      else if (!outcome) return;
      else if (outcome.error) reads.shift()!.reject(outcome.error);
      else reads.shift()!.resolve({ value: undefined, done: true });
    }
  }

  function reportDropped(): void {
    if (!dropped) return;
    const { run: of, from, to, rollup } = dropped;
    dropped = undefined;
    onGap({ type: "gap", run: of, from, to, reason: "slow", ...rollup.toJSON() });
  }

  function nextEvent(): TrainingEvent | undefined {
    if (eventCount > 0 || outcome) reportDropped();
    while (eventCount > 0 || outcome) {
      const item = items.shift();
      if (!item) return undefined;
      if ("event" in item) {
        eventCount -= 1;
        deliveredSeq = item.event.seq;
        return item.event;
      }
      onGap(item.gap);
    }
    return undefined;
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
      items = [];
      eventCount = 0;
      finish({});
      return Promise.resolve({ value: undefined, done: true });
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
