/** The queued runs of the catalogue, in the order in which they were requested. */
import type { KeyRecord, EventLog, NewRunWithData } from "@epochal/log";

export interface RunQueue {
  readonly length: number;
  /** The number of different runs that are queued, are being added, or are among `ids`. */
  countWith(ids: readonly string[]): number;
  /** The run that is next, apart from those for workers. */
  readonly first: string | undefined;
  /** The place of a run, 1 for the next; undefined if it is not queued. */
  positionOf(run: string): number | undefined;
  /** Whether the run is being added. */
  isPending(run: string): boolean;
  /** Adds a run at the end. Resolves when that is stored. */
  enqueue(run: NewRunWithData): Promise<void>;
  /** Removes a run whose turn has come. */
  remove(run: string): void;
  /** Adds the runs that other processes have queued, and removes those that they have begun or cancelled. */
  refresh(): void;
  /** Puts a run that could not start back to the front. */
  requeueFirst(run: string): void;
  /** Cancels a queued run; resolves when that is stored. No effect on other runs. @param key the request that cancels it. */
  cancel(run: string, key?: KeyRecord): Promise<void>;
}

/** @param onChange is called when the place of a run has changed. */
export function createRunQueue(log: EventLog, onChange: () => void): RunQueue {
  /** Queued runs for workers, as far as other processes have added them. */
  let forWorkers: ReadonlySet<string> = new Set();
  function storedIds(): string[] {
    const queued = log.runs().filter(({ status }) => status === "queued");
    forWorkers = new Set(queued.filter(({ isForWorkers }) => isForWorkers).map(({ id }) => id));
    return queued.map(({ id }) => id).toReversed();
  }
  const ids = storedIds();
  const pending = new Set<string>();
  /** Runs whose turn has come, and which are still queued in the store. */
  const leaving = new Set<string>();

  return {
    get length() {
      return ids.length;
    },
    countWith: (others) => new Set([...ids, ...pending, ...others]).size,
    get first() {
      return ids.find((id) => !forWorkers.has(id));
    },
    positionOf(run) {
      const i = ids.indexOf(run);
      return i < 0 ? undefined : i + 1;
    },
    isPending: (run) => pending.has(run),
    async enqueue(run) {
      pending.add(run.id);
      try {
        await log.createRun({ ...run, isQueued: true });
        if (!ids.includes(run.id)) ids.push(run.id);
      } finally {
        pending.delete(run.id);
        onChange();
      }
    },
    remove(run) {
      const i = ids.indexOf(run);
      if (i < 0) return;
      ids.splice(i, 1);
      leaving.add(run);
      onChange();
    },
    refresh() {
      const stored = storedIds();
      for (const run of leaving) if (!stored.includes(run)) leaving.delete(run);
      const kept = ids.filter((id) => stored.includes(id));
      const added = stored.filter((id) => !kept.includes(id) && !leaving.has(id) && !pending.has(id));
      ids.splice(0, ids.length, ...kept, ...added);
    },
    requeueFirst(run) {
      leaving.delete(run);
      ids.unshift(run);
      onChange();
    },
    async cancel(run, key) {
      const i = ids.indexOf(run);
      if (i < 0) return;
      // Remove it first, so that it does not start meanwhile.
      ids.splice(i, 1);
      try {
        await log.cancelRun(run, key);
      } catch (error) {
        ids.splice(i, 0, run);
        throw error;
      } finally {
        onChange();
      }
    },
  };
}
