import type { Clock } from "../src/clock.ts";

/** A clock that the test advances; also for packages that take a `Clock`. */
export interface FakeClock extends Clock {
  /** Runs the next due task. */
  turn(): void;
  /** Runs due tasks until none is left. */
  settle(): void;
  /** Advances the time, and runs tasks when they are due. */
  advance(ms: number): void;
  /** Advances from task to task until `isDone`, or until no task is left. */
  advanceUntil(isDone: () => boolean): void;
  /** The process is suspended: the time passes, and no task runs. */
  suspend(ms: number): void;
  /** Sets the wall clock forward, or back with a negative number. */
  shiftWallTime(ms: number): void;
  /** Resolves when a task is scheduled that is due in exactly `ms`. */
  untilScheduled(ms: number): Promise<void>;
  /** Number of waiting tasks. */
  readonly waiting: number;
}

interface Task {
  readonly due: number;
  readonly run: () => void;
}

/** @param options.tickMs the time that every reading takes, so that time slices end. Default: 0. */
export function createFakeClock({ startMs = 0, tickMs = 0 }: { startMs?: number; tickMs?: number } = {}): FakeClock {
  let time = startMs;
  let wallOffset = 0;
  const tasks = new Set<Task>();

  function schedule(run: () => void, ms: number): () => void {
    const task = { due: time + ms, run };
    tasks.add(task);
    return () => tasks.delete(task);
  }

  /** Runs the earliest task due until `end`; the first scheduled if several are. Returns false if there is none. */
  function runNext(end: number): boolean {
    let next: Task | undefined;
    for (const task of tasks) if (task.due <= end && (!next || task.due < next.due)) next = task;
    if (!next) return false;
    tasks.delete(next);
    time = Math.max(time, next.due);
    next.run();
    return true;
  }

  return {
    now: () => (time += tickMs) + wallOffset,
    monotonic: () => (time += tickMs),
    defer: (task) => schedule(task, 0),
    schedule,
    turn: () => void runNext(time),
    settle() {
      while (runNext(time));
    },
    advance(ms) {
      const end = time + ms;
      while (runNext(end));
      time = Math.max(time, end);
    },
    advanceUntil(isDone) {
      while (!isDone() && runNext(Infinity));
    },
    suspend: (ms) => void (time += ms),
    shiftWallTime: (ms) => void (wallOffset += ms),
    async untilScheduled(ms) {
      while (![...tasks].some(({ due }) => due === time + ms)) await new Promise((resolve) => setImmediate(resolve));
    },
    get waiting() {
      return tasks.size;
    },
  };
}
