/**
 * The sums of runs whose events were stored before this process: a client that is far behind needs them to skip what it will not get.
 * They are added up from the store, one run at a time, and kept for the next client.
 */
import type { RollupIndex } from "./rollup-index.ts";

export interface StoredRollups {
  /** The sums of all events of a run, if they are known. */
  get(run: string): RollupIndex | undefined;
  /** Adds up a run with `head` events, unless that was tried. Returns whether the caller should wait: `onDone` is called then. */
  load(run: string, head: number): boolean;
  /** Keeps the sums of a run that has ended. */
  keep(run: string, rollups: RollupIndex): void;
  forget(run: string): void;
}

/** The runs whose sums are kept. */
const MAX_RUNS = 16;
/**
 * @param addUp adds up the stored events of a run up to `head`.
 * @param onDone is called when the sums of a run are known, or cannot be read: then its clients read the events.
 */
export function createStoredRollups(
  addUp: (run: string, head: number) => Promise<RollupIndex>,
  onDone: (run: string) => void,
): StoredRollups {
  /** The oldest first. Without an index if they cannot be read. */
  const known = new Map<string, RollupIndex | undefined>();
  /** The runs to add up, the current one first. */
  const waiting = new Map<string, number>();

  function keep(run: string, rollups: RollupIndex | undefined): void {
    known.delete(run);
    known.set(run, rollups);
    const [oldest] = known.keys();
    if (known.size > MAX_RUNS) known.delete(oldest!);
  }

  async function work(): Promise<void> {
    for (let [next] = waiting; next; [next] = waiting) {
      const [run, head] = next;
      const rollups = await addUp(run, head).catch(() => undefined);
      // It may have been deleted meanwhile.
      if (waiting.delete(run)) keep(run, rollups);
      onDone(run);
    }
  }

  return {
    get: (run) => known.get(run),
    load(run, head) {
      if (known.has(run)) return false;
      const isIdle = waiting.size === 0;
      if (!waiting.has(run)) waiting.set(run, head);
      if (isIdle) void work();
      return true;
    },
    keep,
    forget(run) {
      known.delete(run);
      waiting.delete(run);
    },
  };
}
