/**
 * How much to train between two looks at the clock: as many epochs, or updates of a slow epoch, as take a good part of a time slice
 * without overrunning it. Adapts to the measured speed.
 */

export interface WorkSizer {
  /** Measures from here. */
  startSlice(now: number): void;
  /**
   * Calls `train` with up to `maxEpochs` epochs; if a single epoch is too slow for a slice, with 0 epochs and a number of updates.
   * Updates never go beyond the end of an epoch.
   */
  run<Result>(maxEpochs: number, train: (epochs: number, updates: number) => Result): Result;
  /** Ends the measurement of the last call, and adapts. */
  measured(now: number): void;
}

const MAX_PER_CALL = 1024;

/** @param completedEpochs of the trainer. */
export function createWorkSizer(sliceMs: number, completedEpochs: () => number): WorkSizer {
  /** Whether an epoch takes a small part of a slice. */
  let isEpochQuick = false;
  /** Epochs per call, or updates per call of a slow epoch. */
  let epochs = 1;
  let updates = 1;
  let callStart = 0;
  /** When the current slow epoch started in this slice. */
  let epochStart: number | undefined;
  let hasEndedEpoch = false;

  function adapt(count: number, ms: number): number {
    if (ms < sliceMs / 8) return Math.min(count * 2, MAX_PER_CALL);
    return ms > sliceMs / 2 ? Math.max(1, Math.floor(count / 4)) : count;
  }

  return {
    startSlice(now) {
      callStart = now;
      epochStart = undefined;
    },
    run(maxEpochs, train) {
      if (isEpochQuick) return train(Math.min(epochs, maxEpochs), 0);
      epochStart ??= callStart;
      const epoch = completedEpochs();
      const result = train(0, updates);
      hasEndedEpoch = completedEpochs() !== epoch;
      return result;
    },
    measured(now) {
      const ms = now - callStart;
      callStart = now;
      if (isEpochQuick) {
        isEpochQuick = epochs > 1 || ms <= sliceMs / 2;
        epochs = adapt(epochs, ms);
        return;
      }
      updates = adapt(updates, ms);
      if (!hasEndedEpoch) return;
      isEpochQuick = now - epochStart! < sliceMs / 4;
      epochStart = undefined;
    },
  };
}
