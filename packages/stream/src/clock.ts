/** The time and timers of a run. Tests pass a clock of their own. */
export interface Clock {
  /** Wall time: milliseconds since 1970, for timestamps and ids. It jumps when the system's time is set. */
  now(): number;
  /** Milliseconds since an arbitrary moment, for durations. Never goes back; not comparable between threads. */
  monotonic(): number;
  /** Runs `task` after the event loop has served other tasks. Returns a function that cancels it. */
  defer(task: () => void): () => void;
  /** Runs `task` after `ms` milliseconds, or sooner if that is a very long time. Returns a function that cancels it. */
  schedule(task: () => void, ms: number): () => void;
}

/** The system's time and timers. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  defer(task) {
    // setImmediate lets sockets and timers through between two slices. Browsers lack it and get a timer of 0 ms.
    if (typeof setImmediate === "function") {
      const handle = setImmediate(task);
      return () => clearImmediate(handle);
    }
    return systemClock.schedule(task, 0);
  },
  schedule(task, ms) {
    // A timer of more than 2³¹ − 1 ms would fire immediately. A task that runs too soon checks the time and waits again.
    const handle = setTimeout(task, Math.min(ms, 2 ** 31 - 1));
    return () => clearTimeout(handle);
  },
};
