import type { Clock } from "../src/clock.ts";

/** A clock whose hands the test turns. Every look at it takes `tickMs`, so that slices of training end. */
export interface ManualClock extends Clock {
  /** Does the next thing that is to be done now, and nothing more. */
  turn(): void;
  /** Does what is to be done now, and what that brings about, until nothing is left. */
  settle(): void;
  /** Turns the hands and does what is due on the way. */
  advance(ms: number): void;
  /** Tasks that wait for now or for later. */
  readonly waiting: number;
}

export function createManualClock({ tickMs = 0 }: { tickMs?: number } = {}): ManualClock {
  let time = 0;
  let order = 0;
  const tasks = new Map<number, { readonly due: number; readonly task: () => void }>();

  function add(task: () => void, due: number): () => void {
    const id = order++;
    tasks.set(id, { due, task });
    return () => tasks.delete(id);
  }

  /** Does the next thing that is due; false when there is none. */
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
    now: () => (time += tickMs),
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
    get waiting() {
      return tasks.size;
    },
  };
}
