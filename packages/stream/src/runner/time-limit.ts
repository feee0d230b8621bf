/**
 * The training time that a run has left. Pauses do not count, nor do suspensions of the process: each interval between two readings
 * of the clock counts no more than can be expected of it, plus a second.
 */
export interface TimeLimit {
  /** Starts to count, unless it counts already. */
  start(now: number): void;
  stop(now: number): void;
  /** A slice of training begins. */
  startSlice(now: number): void;
  endSlice(now: number): void;
  /** The next epoch is due in `ms`. Returns when the next slice must begin, in ms: a long wait is counted in parts. */
  wait(now: number, ms: number): number;
  /** Milliseconds left at time `now`. */
  msLeft(now: number): number;
}

const MAX_UNEXPECTED_MS = 1000;
const MAX_WAIT_MS = 1000;
/** A slice counts at most this many times as much as the one before. A single update of a large network may take seconds. */
const MAX_SLICE_GROWTH = 10;

/** @param limitMs Infinity for no limit. */
export function createTimeLimit(limitMs: number): TimeLimit {
  let left = limitMs;
  /** The last reading of the clock; undefined while the time does not count. */
  let last: number | undefined;
  /** The most that the interval since `last` counts. */
  let maxMs = 0;
  let lastSliceMs = 0;

  const countedMs = (now: number) => (last === undefined ? 0 : Math.min(now - last, maxMs));

  /** Counts the interval that ends now, and sets the limit of the next one. */
  function count(now: number, nextMaxMs: number): number {
    const ms = countedMs(now);
    left -= ms;
    if (last !== undefined) last = now;
    maxMs = nextMaxMs;
    return ms;
  }

  return {
    start(now) {
      if (last !== undefined) return;
      last = now;
      maxMs = MAX_UNEXPECTED_MS;
    },
    stop(now) {
      count(now, 0);
      last = undefined;
    },
    startSlice: (now) => void count(now, Math.max(MAX_UNEXPECTED_MS, MAX_SLICE_GROWTH * lastSliceMs)),
    endSlice: (now) => void (lastSliceMs = count(now, MAX_UNEXPECTED_MS)),
    wait(now, ms) {
      const wait = limitMs === Infinity ? ms : Math.min(ms, left - countedMs(now), MAX_WAIT_MS);
      count(now, wait + MAX_UNEXPECTED_MS);
      return wait;
    },
    msLeft: (now) => left - countedMs(now),
  };
}
