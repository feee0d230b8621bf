/**
 * How many epochs a client is sent before epochs are left out: `perSecond` in a second, and four times as many at once after a
 * silence.
 */
export interface EpochAllowance {
  /** The number of epochs that may be sent now. */
  available(now: number): number;
  spend(count: number): void;
}

const BURST_SECONDS = 4;

export function createEpochAllowance(perSecond: number): EpochAllowance {
  const burst = BURST_SECONDS * perSecond;
  let left = burst;
  let refilledAt: number | undefined;
  return {
    available(now) {
      left = Math.min(burst, left + ((now - (refilledAt ?? now)) / 1000) * perSecond);
      refilledAt = now;
      return left;
    },
    spend(count) {
      left -= count;
    },
  };
}
