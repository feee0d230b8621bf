/**
 * Makes a training wait for its consumer: while too many chunks are unacknowledged, its tasks do not run. Otherwise a training that
 * is faster than its consumer would fill the memory with chunks.
 */
import type { Clock } from "../clock.ts";

export interface BackpressureClock extends Clock {
  /** Counts a chunk that was sent. */
  sent(): void;
  /** Counts a chunk that the consumer has acknowledged. Waiting tasks may run again. */
  acknowledged(): void;
}

/** @param maxUnacknowledged chunks at which tasks begin to wait. */
export function createBackpressureClock(clock: Clock, maxUnacknowledged: number): BackpressureClock {
  let unacknowledged = 0;
  const waiting = new Set<() => void>();

  function defer(task: () => void): () => void {
    if (unacknowledged < maxUnacknowledged) return clock.defer(task);
    let cancel: () => void = () => waiting.delete(release);
    const release = () => (cancel = clock.defer(task));
    waiting.add(release);
    return () => cancel();
  }

  return {
    now: () => clock.now(),
    monotonic: () => clock.monotonic(),
    defer,
    schedule(task, ms) {
      let cancel = clock.schedule(() => {
        if (unacknowledged < maxUnacknowledged) task();
        else cancel = defer(task);
      }, ms);
      return () => cancel();
    },
    sent: () => void (unacknowledged += 1),
    acknowledged() {
      unacknowledged -= 1;
      if (unacknowledged >= maxUnacknowledged) return;
      const released = [...waiting];
      waiting.clear();
      for (const release of released) release();
    },
  };
}
