/** The pace of a slow start: most is learned in the first epochs, so they are shown one by one. */

/** When epochs are due: the seconds from epoch 0 to an epoch, and the reverse. */
export interface Pace {
  readonly secondsAt: (epoch: number) => number;
  readonly epochAt: (seconds: number) => number;
}

/** Epochs per second at epoch 0, and their increase with every epoch. */
const FIRST = 4;
const PER_EPOCH = 1 / 6;

/**
 * From 4 epochs per second at epoch 0 up to `limit`, then steady; 0 means no limit, and a limit below 4 is steady from the start.
 * The rate FIRST + PER_EPOCH · e gives seconds = ln(1 + e · PER_EPOCH / FIRST) / PER_EPOCH.
 */
export function slowStartPace(limit: number): Pace {
  const top = limit > 0 ? limit : Infinity;
  const lastEpoch = Math.max(0, (top - FIRST) / PER_EPOCH);
  const slowSeconds = (epoch: number) => Math.log1p((epoch * PER_EPOCH) / FIRST) / PER_EPOCH;
  const lastSeconds = slowSeconds(lastEpoch);
  return {
    secondsAt: (epoch) => (epoch <= lastEpoch ? slowSeconds(epoch) : lastSeconds + (epoch - lastEpoch) / top),
    epochAt: (seconds) =>
      seconds <= lastSeconds
        ? (Math.expm1(seconds * PER_EPOCH) * FIRST) / PER_EPOCH
        : lastEpoch + (seconds - lastSeconds) * top,
  };
}
