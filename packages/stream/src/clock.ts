/** Time as a run sees it: passed in, so that a test can turn the hands itself. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Runs `task` after the event loop has served whoever waits; returns a function that calls it off. */
  defer(task: () => void): () => void;
  /** Runs `task` after so many milliseconds; returns a function that calls it off. */
  schedule(task: () => void, ms: number): () => void;
}

/** The clock on the wall. */
export const systemClock: Clock = {
  now: () => Date.now(),
  defer(task) {
    // setImmediate lets sockets and timers through between two slices; browsers lack it, and there a timer of 0 ms does.
    if (typeof setImmediate === "function") {
      const handle = setImmediate(task);
      return () => clearImmediate(handle);
    }
    return systemClock.schedule(task, 0);
  },
  schedule(task, ms) {
    // A timer of more than 2³¹ ms would ring at once; whoever is called too early looks at the clock and waits again.
    const handle = setTimeout(task, Math.min(ms, 2 ** 31 - 1));
    return () => clearTimeout(handle);
  },
};
