/** The training time that a run has left. Pauses do not count. */
export interface TimeLimit {
  /** Starts to count, unless it counts already. */
  start(now: number): void;
  stop(now: number): void;
  /** Milliseconds left at time `now`. */
  msLeft(now: number): number;
}

/** @param limitMs Infinity for no limit. */
export function createTimeLimit(limitMs: number): TimeLimit {
  let left = limitMs;
  let since: number | undefined;
  const msLeft = (now: number) => left - (now - (since ?? now));
  return {
    start: (now) => void (since ??= now),
    stop(now) {
      left = msLeft(now);
      since = undefined;
    },
    msLeft,
  };
}
