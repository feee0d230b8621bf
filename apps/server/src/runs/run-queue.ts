/** The runs that wait for their turn, in the order in which they were asked for: those of the catalogue that are queued. */
import type { KeyRecord, LogThread, NewRunWithData } from "@epochal/log";

export interface RunQueue {
  readonly length: number;
  /** The next whose turn comes. */
  readonly first: string | undefined;
  /** From 1, the next; undefined of a run that does not wait. */
  positionOf(run: string): number | undefined;
  /** Resolves when a run waits, behind all others. */
  enqueue(run: NewRunWithData): Promise<void>;
  /** A run's turn has come. */
  remove(run: string): void;
  /** It could not begin: it is the next again. */
  requeueFirst(run: string): void;
  /** Resolves when a run waits no more and never begins; `key` is what it was asked for by. Without effect on others. */
  cancel(run: string, key?: KeyRecord): Promise<void>;
}

/** @param onChange is called when somebody's place has changed. */
export function createRunQueue(log: LogThread, onChange: () => void): RunQueue {
  const ids = log
    .runs()
    .filter(({ status }) => status === "queued")
    .map(({ id }) => id)
    .toReversed();

  function leave(run: string): void {
    const i = ids.indexOf(run);
    if (i < 0) return;
    ids.splice(i, 1);
    onChange();
  }

  return {
    get length() {
      return ids.length;
    },
    get first() {
      return ids[0];
    },
    positionOf(run) {
      const i = ids.indexOf(run);
      return i < 0 ? undefined : i + 1;
    },
    async enqueue(run) {
      await log.createRun({ ...run, isQueued: true });
      ids.push(run.id);
      onChange();
    },
    remove: leave,
    requeueFirst(run) {
      ids.unshift(run);
      onChange();
    },
    async cancel(run, key) {
      const i = ids.indexOf(run);
      if (i < 0) return;
      // From now on its turn does not come.
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
