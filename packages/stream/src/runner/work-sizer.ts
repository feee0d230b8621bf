/**
 * How much is trained before anybody looks at the clock: as many epochs, or updates of one, as take a good part of a slice, and so
 * leave it in time.
 */

export interface WorkSizer {
  /** A slice begins. */
  startSlice(now: number): void;
  /**
   * Has so many epochs trained at once as are quick, at most `most`; where even one is not, 0, and so many updates of it. Whole epochs
   * end a bite.
   */
  run<Result>(most: number, train: (epochs: number, updates: number) => Result): Result;
  /** What was taken has been done, and told. */
  measured(now: number): void;
}

const MAX_EPOCHS_PER_CALL = 1024;

/** @param epochOf epochs completed. */
export function createWorkSizer(sliceMs: number, epochOf: () => number): WorkSizer {
  /** Whether an epoch takes a small part of a slice; and how many of them, or of updates, are done at once. */
  let isEpochQuick = false;
  let epochs = 1;
  let updates = 1;
  /** When this bite began, and the epoch, where that is not quick. */
  let callStart = 0;
  let epochStart: number | undefined;
  let hasEndedEpoch = false;

  /** As many as take a good part of a slice, after so many that took so long. */
  function fit(count: number, ms: number): number {
    if (ms < sliceMs / 8) return Math.min(count * 2, MAX_EPOCHS_PER_CALL);
    return ms > sliceMs / 2 ? Math.max(1, Math.floor(count / 4)) : count;
  }

  return {
    startSlice(now) {
      callStart = now;
      epochStart = undefined;
    },
    run(most, train) {
      if (isEpochQuick) return train(Math.min(epochs, most), 0);
      epochStart ??= callStart;
      const epoch = epochOf();
      const result = train(0, updates);
      hasEndedEpoch = epochOf() !== epoch;
      return result;
    },
    measured(now) {
      const ms = now - callStart;
      callStart = now;
      if (isEpochQuick) {
        isEpochQuick = epochs > 1 || ms <= sliceMs / 2;
        epochs = fit(epochs, ms);
        return;
      }
      updates = fit(updates, ms);
      if (!hasEndedEpoch) return;
      isEpochQuick = now - epochStart! < sliceMs / 4;
      epochStart = undefined;
    },
  };
}
