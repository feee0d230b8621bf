/** Limits a run to a number of epochs per second, so that people can follow it. */

export interface RateLimiter {
  readonly isLimited: boolean;
  /** 0 means as fast as possible. */
  readonly epochsPerSecond: number;
  /** The epoch up to which to train at time `now`, with `epoch` epochs completed; Infinity without a limit. */
  dueEpoch(now: number, epoch: number): number;
  /** Milliseconds until the epoch after `epoch` is due; 0 if it is due already. */
  msUntilDue(now: number, epoch: number): number;
  /** Counts from here, so that nothing is caught up after a pause. */
  restart(now: number, epoch: number): void;
  /** Changes the limit, and counts from here. */
  setRate(epochsPerSecond: number, now: number, epoch: number): void;
}

/** A training that is slower than its limit, or whose process was suspended, catches up at most this much. */
const MAX_LAG_MS = 250;

/** @param epochsPerSecond 0 means as fast as possible. */
export function createRateLimiter(epochsPerSecond: number): RateLimiter {
  let startTime = 0;
  let startEpoch = 0;

  function restart(now: number, epoch: number): void {
    startTime = now;
    startEpoch = epoch;
  }

  function dueTime(epoch: number): number {
    return startTime + ((epoch - startEpoch) * 1000) / epochsPerSecond;
  }

  return {
    get epochsPerSecond() {
      return epochsPerSecond;
    },
    get isLimited() {
      return epochsPerSecond > 0;
    },
    dueEpoch(now, epoch) {
      if (epochsPerSecond === 0) return Infinity;
      if (now - dueTime(epoch + 1) > MAX_LAG_MS) restart(now - MAX_LAG_MS, epoch);
      return startEpoch + Math.floor(((now - startTime) * epochsPerSecond) / 1000);
    },
    msUntilDue: (now, epoch) => (epochsPerSecond === 0 ? 0 : Math.max(0, Math.ceil(dueTime(epoch + 1) - now))),
    restart,
    setRate(rate, now, epoch) {
      epochsPerSecond = rate;
      restart(now, epoch);
    },
  };
}
