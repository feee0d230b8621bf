/** A clock that a program turns by itself, so that a run tells the same events at the same times wherever it is made. */
import type { Clock } from "@epochal/stream";

export interface TurnedClock extends Clock {
  /** Does what is due, and goes on to what is due next, until `isOver`, or until nothing is left. */
  turn(isOver: () => boolean): void;
}

/** Each look at it takes a while, a power of two of a millisecond that adds up without rounding. */
const LOOK_MS = 1 / 16;

/** @param start milliseconds since 1970. */
export function createTurnedClock(start: number): TurnedClock {
  let time = start;
  const tasks: { readonly due: number; readonly task: () => void }[] = [];

  function later(task: () => void, ms: number): () => void {
    const entry = { due: time + ms, task };
    tasks.push(entry);
    return () => {
      const place = tasks.indexOf(entry);
      if (place >= 0) tasks.splice(place, 1);
    };
  }

  return {
    now: () => (time += LOOK_MS),
    monotonic: () => (time += LOOK_MS),
    defer: (task) => later(task, 0),
    schedule: later,
    turn(isOver) {
      while (!isOver() && tasks.length > 0) {
        const next = tasks.reduce((first, entry) => (entry.due < first.due ? entry : first));
        tasks.splice(tasks.indexOf(next), 1);
        time = Math.max(time, next.due);
        next.task();
      }
    },
  };
}
