import type { Clock } from "../src/clock.ts";

/** A clock that the test advances. Every reading takes `tickMs`, so that time slices end. */
export interface ManualClock extends Clock {
  /** Runs the next due task. */
  turn(): void;
  /** Runs due tasks until none is left. */
  settle(): void;
  /** Advances the time, and runs tasks when they are due. */
  advance(ms: number): void;
  /** The process is suspended: the time passes, and no task runs. */
  suspend(ms: number): void;
  /** Sets the wall clock forth, or back with a negative number. */
  shiftWallTime(ms: number): void;
  /** Number of waiting tasks. */
  readonly waiting: number;
}

export function createManualClock({ tickMs = 0 }: { tickMs?: number } = {}): ManualClock {
  let time = 0;
  let wallOffset = 0;
  let order = 0;
  const tasks = new Map<number, { readonly due: number; readonly task: () => void }>();

  function add(task: () => void, due: number): () => void {
    const id = order++;
    tasks.set(id, { due, task });
    return () => tasks.delete(id);
  }

  /** Returns false if no task is due. */
  function runNext(): boolean {
    const next = [...tasks]
      .filter(([, { due }]) => due <= time)
      .toSorted(([a, x], [b, y]) => x.due - y.due || a - b)[0];
    if (!next) return false;
    tasks.delete(next[0]);
    next[1].task();
    return true;
  }

  function runDue(): void {
    while (runNext());
  }

  return {
    now: () => (time += tickMs) + wallOffset,
    monotonic: () => (time += tickMs),
    defer: (task) => add(task, 0),
    schedule: (task, ms) => add(task, time + ms),
    turn: () => void runNext(),
    settle: runDue,
    advance(ms) {
      const end = time + ms;
      for (;;) {
        const dues = [...tasks.values()].map(({ due }) => due).filter((due) => due <= end);
        if (dues.length === 0) break;
        time = Math.max(time, Math.min(...dues));
        runDue();
      }
      time = Math.max(time, end);
    },
    suspend: (ms) => void (time += ms),
    shiftWallTime: (ms) => void (wallOffset += ms),
    get waiting() {
      return tasks.size;
    },
  };
}
