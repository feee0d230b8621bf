/** How much is trained before anybody looks at the clock: as many epochs as take a good part of a slice, and so leave it in time. */

export interface Bite {
  /** Another slice begins. */
  restart(): void;
  /** Has so many epochs trained at once as are quick, at most `most`; 0, a single update, where even one is not. Whole epochs end a bite. */
  take<Result>(most: number, train: (epochs: number) => Result): Result;
}

const MOST_AT_ONCE = 1024;

/** @param epochOf epochs completed. */
export function createBite(sliceMs: number, now: () => number, epochOf: () => number): Bite {
  /** Whether an epoch takes a small part of a slice; how many are done at once then; when the epoch began that is not quick. */
  let isQuick = false;
  let atOnce = 1;
  let epochBegan: number | undefined;

  /** As many as take a good part of a slice. */
  function fit(ms: number): void {
    if (ms < sliceMs / 8) atOnce = Math.min(atOnce * 2, MOST_AT_ONCE);
    else if (ms > sliceMs / 2) {
      isQuick = atOnce > 1;
      atOnce = Math.max(1, Math.floor(atOnce / 4));
    }
  }

  return {
    restart() {
      epochBegan = undefined;
    },
    take(most, train) {
      const before = now();
      if (isQuick) {
        const result = train(Math.min(atOnce, most));
        fit(now() - before);
        return result;
      }
      epochBegan ??= before;
      const epoch = epochOf();
      const result = train(0);
      if (epochOf() !== epoch) {
        isQuick = now() - epochBegan < sliceMs / 4;
        epochBegan = undefined;
      }
      return result;
    },
  };
}
