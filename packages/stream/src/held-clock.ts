/**
 * A clock that lets a training wait for whoever takes what it tells: one that is quicker than its store would fill memory with
 * chunks on their way.
 */
import type { Clock } from "./clock.ts";

export interface HeldClock extends Clock {
  /** A chunk is on its way. */
  told(): void;
  /** One has been taken: who waits for that goes on. */
  taken(): void;
}

/** @param most chunks on their way, beyond which nothing that is to be done soon is done. */
export function createHeldClock(clock: Clock, most: number): HeldClock {
  let untaken = 0;
  const waiting = new Set<() => void>();

  function soon(task: () => void): () => void {
    if (untaken < most) return clock.defer(task);
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
        if (untaken < most) task();
        else callOff = soon(task);
      }, ms);
      return () => callOff();
    },
    told: () => void (untaken += 1),
    taken() {
      untaken -= 1;
      if (untaken >= most) return;
      const all = [...waiting];
      waiting.clear();
      for (const goOn of all) goOn();
    },
  };
}
