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

/** Node makes `performance` on first use, which takes a millisecond of the start; its own clock is there already. */
const isNode = typeof process === "object" && typeof process.hrtime === "function";

/** The system's time and timers. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic() {
    if (!isNode) return performance.now();
    const [seconds, nanoseconds] = process.hrtime();
    return seconds * 1000 + nanoseconds / 1e6;
  },
  defer(task) {
    // setImmediate lets sockets and timers through between two slices.
    if (typeof setImmediate === "function") {
      const handle = setImmediate(task);
      return () => clearImmediate(handle);
    }
    return postTask(task);
  },
  schedule(task, ms) {
    // A timer of more than 2³¹ − 1 ms would fire immediately. A task that runs too soon checks the time and waits again.
    const handle = setTimeout(task, Math.min(ms, 2 ** 31 - 1));
    return () => clearTimeout(handle);
  },
};

/** Browsers have no setImmediate, and their timers of 0 ms wait for 4 ms: a message to oneself waits for nothing but other tasks. */
function postTask(task: () => void): () => void {
  const { port1, port2 } = new MessageChannel();
  port1.addEventListener("message", () => {
    port1.close();
    task();
  });
  port1.start();
  port2.postMessage(undefined);
  return () => port1.close();
}
