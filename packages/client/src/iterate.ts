/** A run's events for `for await`: whoever takes them one by one sets the pace, or says what becomes of those that pile up. */
import { createRollup, type GapMessage, type Rollup } from "@epochal/protocol";
import type { TrainingEvent } from "@epochal/stream/events";
import type { RunFollower, RunObserver } from "./run-observer.ts";

/**
 * What becomes of events that come while nobody takes them. `wait`: none is lost; the server sends no more until some have
 * been taken. `dropOldest`: the newest are kept, the others are told as a gap. `error`: the iteration ends with an error.
 */
export type Overflow = "wait" | "dropOldest" | "error";

/** How events are taken one by one; all of it may be left out. */
export interface IterateOptions {
  /** What becomes of events that pile up. Default `wait`. */
  readonly overflow?: Overflow;
  /** How many may pile up, ≥ 1; of one that waits, on the way too. Default: the window of `WatchOptions`. */
  readonly capacity?: number;
  /** Is told of events that do not come, between the one before and the one behind them. Default: nobody is. */
  readonly onGap?: (gap: GapMessage) => void;
}

type Item = { readonly event: TrainingEvent } | { readonly gap: GapMessage };

/** Of events that were dropped here. */
interface Dropped {
  readonly from: number;
  to: number;
  readonly rollup: Rollup;
}

/** @param follow begins to follow, with at most `window` events on the way; called when the iteration begins. */
export function iterate(
  follow: (watcher: RunObserver, window?: number) => RunFollower,
  { overflow = "wait", capacity, onGap = () => {} }: IterateOptions & { readonly capacity: number },
): AsyncIterableIterator<TrainingEvent> {
  if (!Number.isInteger(capacity) || capacity < 1) {
    throw new RangeError(`iterate: expected capacity to be a whole number ≥ 1, got ${capacity}`);
  }
  const isPaced = overflow === "wait";
  let id = "";
  let items: Item[] = [];
  let events = 0;
  let dropped: Dropped | undefined;
  let following: RunFollower | undefined;
  /** The event that was handed out last: who asks for another has done with it. */
  let handedOut: number | undefined;
  let outcome: { readonly error?: Error } | undefined;
  const asking: { resolve(result: IteratorResult<TrainingEvent>): void; reject(error: unknown): void }[] = [];

  function begin(): void {
    const watcher: RunObserver = {
      acksManually: isPaced,
      onEvent(event) {
        items.push({ event });
        events += 1;
        if (!isPaced && events > capacity) overflows();
        answer();
      },
      onGap(gap) {
        items.push({ gap });
      },
      onStatus() {},
      onRun: (run) => (id = run),
      onComplete: () => finish({}),
      onError: (error) => finish({ error }),
    };
    following ??= follow(watcher, isPaced ? capacity : undefined);
  }

  function overflows(): void {
    if (overflow === "error") {
      following?.close();
      finish({ error: new RangeError(`iterate: expected a reader at most ${capacity} events behind, got one more`) });
    } else {
      dropOldest();
    }
  }

  /** What is dropped becomes one gap with what was left out before it. */
  function dropOldest(): void {
    const i = items.findIndex((item) => "event" in item);
    for (const item of items.splice(0, i + 1)) {
      const [from, to] = "gap" in item ? [item.gap.from, item.gap.to] : [item.event.seq, item.event.seq];
      dropped ??= { from, to, rollup: createRollup() };
      dropped.to = to;
      if ("gap" in item) dropped.rollup.append(createRollup(item.gap));
      else dropped.rollup.addEvent(item.event);
    }
    events -= 1;
  }

  function finish(how: { readonly error?: Error }): void {
    outcome ??= how;
    answer();
  }

  function answer(): void {
    while (asking.length > 0) {
      const event = nextEvent();
      if (event) asking.shift()!.resolve({ value: event, done: false });
      else if (!outcome) return;
      else if (outcome.error) asking.shift()!.reject(outcome.error);
      else asking.shift()!.resolve({ value: undefined, done: true });
    }
  }

  function nextEvent(): TrainingEvent | undefined {
    if (dropped && (events > 0 || outcome)) {
      const { from, to, rollup } = dropped;
      dropped = undefined;
      onGap({ type: "gap", run: id, from, to, reason: "slow", ...rollup.toJSON() });
    }
    while (events > 0 || outcome) {
      const item = items.shift();
      if (!item) return undefined;
      if ("event" in item) {
        events -= 1;
        handedOut = item.event.seq;
        return item.event;
      }
      onGap(item.gap);
    }
    return undefined;
  }

  return {
    next() {
      begin();
      if (handedOut !== undefined && isPaced) following?.ack(handedOut);
      return new Promise((resolve, reject) => {
        asking.push({ resolve, reject });
        answer();
      });
    },
    return() {
      following?.close();
      items = [];
      events = 0;
      finish({});
      return Promise.resolve({ value: undefined, done: true });
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
