/** The results of all trials on one rung, best first, and which of them have been promoted. */
export interface Rung {
  /** Adds the result of a trial. A loss that is not finite is never promoted. */
  add(trial: number, loss: number): void;
  /** Promotes the best trial that is among the best of each `reductionFactor` and not promoted yet; undefined without one. */
  promote(): number | undefined;
}

interface Entry {
  readonly trial: number;
  readonly loss: number;
  isPromoted: boolean;
}

export function createRung(reductionFactor: number): Rung {
  /** Best first; equal losses by the number of the trial, so that the order does not depend on that of the results. */
  const entries: Entry[] = [];
  /** All entries before this index are promoted. */
  let firstWaiting = 0;

  return {
    add(trial, loss) {
      const entry = { trial, loss: Number.isFinite(loss) ? loss : Infinity, isPromoted: false };
      const index = insertionIndex(entries, entry);
      entries.splice(index, 0, entry);
      firstWaiting = Math.min(firstWaiting, index);
    },
    promote() {
      while (entries[firstWaiting]?.isPromoted) firstWaiting += 1;
      const entry = entries[firstWaiting];
      const isAmongBest = firstWaiting < Math.floor(entries.length / reductionFactor);
      if (!entry || !isAmongBest || entry.loss === Infinity) return undefined;
      entry.isPromoted = true;
      return entry.trial;
    },
  };
}

function insertionIndex(entries: readonly Entry[], { loss, trial }: Entry): number {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const other = entries[middle]!;
    if (other.loss < loss || (other.loss === loss && other.trial < trial)) low = middle + 1;
    else high = middle;
  }
  return low;
}
