/**
 * A clock that lets a training wait for whoever takes what it tells: one that is quicker than its store would fill memory with
 * chunks on their way.
 */
import type { Clock } from "../clock.ts";

export interface BackpressureClock extends Clock {
  /** A chunk is on its way. */
  sent(): void;
  /** One has been taken: who waits for that goes on. */
  acknowledged(): void;
}

/** @param most chunks on their way, beyond which nothing that is to be done soon is done. */
export function createBackpressureClock(clock: Clock, most: number): BackpressureClock {
  let unacknowledged = 0;
  const waiting = new Set<() => void>();

  function soon(task: () => void): () => void {
    if (unacknowledged < most) return clock.defer(task);
    let callOff: () => void = () => waiting.delete(goOn);
    const goOn = () => (callOff = clock.defer(task));
    waiting.add(goOn);
    return () => callOff();
  }

  return {
    now: () => clock.now(),
    defer: soon,
    schedule(task, ms) {
      let callOff = clock.schedule(() => {
        if (unacknowledged < most) task();
        else callOff = soon(task);
      }, ms);
      return () => callOff();
    },
    sent: () => void (unacknowledged += 1),
    acknowledged() {
      unacknowledged -= 1;
      if (unacknowledged >= most) return;
      const all = [...waiting];
      waiting.clear();
      for (const goOn of all) goOn();
    },
  };
}
