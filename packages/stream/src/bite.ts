/**
 * How much is trained before anybody looks at the clock: as many epochs, or updates of one, as take a good part of a slice, and so
 * leave it in time.
 */

export interface Bite {
  /** A slice begins. */
  restart(now: number): void;
  /**
   * Has so many epochs trained at once as are quick, at most `most`; where even one is not, 0, and so many updates of it. Whole epochs
   * end a bite.
   */
  take<Result>(most: number, train: (epochs: number, updates: number) => Result): Result;
  /** What was taken has been done, and told. */
  swallow(now: number): void;
}

const MOST_AT_ONCE = 1024;

/** @param epochOf epochs completed. */
export function createBite(sliceMs: number, epochOf: () => number): Bite {
  /** Whether an epoch takes a small part of a slice; and how many of them, or of updates, are done at once. */
  let isQuick = false;
  let epochs = 1;
  let updates = 1;
  /** When this bite began, and the epoch, where that is not quick. */
  let biteBegan = 0;
  let epochBegan: number | undefined;
  let hasEndedEpoch = false;

  /** As many as take a good part of a slice, after so many that took so long. */
  function fit(count: number, ms: number): number {
    if (ms < sliceMs / 8) return Math.min(count * 2, MOST_AT_ONCE);
    return ms > sliceMs / 2 ? Math.max(1, Math.floor(count / 4)) : count;
  }

  return {
    restart(now) {
      biteBegan = now;
      epochBegan = undefined;
    },
    take(most, train) {
      if (isQuick) return train(Math.min(epochs, most), 0);
      epochBegan ??= biteBegan;
      const epoch = epochOf();
      const result = train(0, updates);
      hasEndedEpoch = epochOf() !== epoch;
      return result;
    },
    swallow(now) {
      const ms = now - biteBegan;
      biteBegan = now;
      if (isQuick) {
        isQuick = epochs > 1 || ms <= sliceMs / 2;
        epochs = fit(epochs, ms);
        return;
      }
      updates = fit(updates, ms);
      if (!hasEndedEpoch) return;
      isQuick = now - epochBegan! < sliceMs / 4;
      epochBegan = undefined;
    },
  };
}
