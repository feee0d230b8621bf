/** How many epochs are due by now, where a run is slowed down for people to watch. */

export interface RateLimiter {
  /** Whether there is a pace at all; else it goes as fast as it can. */
  readonly isLimited: boolean;
  /** Epochs in a second; 0 where it goes as fast as it can. */
  readonly epochsPerSecond: number;
  /** The epoch up to which to train at time `now`, `epoch` being done; Infinity at full speed. */
  dueEpoch(now: number, epoch: number): number;
  /** Milliseconds until the epoch after `epoch` is due; 0 when it is due already. */
  msUntilDue(now: number, epoch: number): number;
  /** Counts from here: after a pause nothing is caught up. */
  restart(now: number, epoch: number): void;
  setRate(epochsPerSecond: number, now: number, epoch: number): void;
}

/** A training that cannot keep the pace, or whose process was suspended, is at most so far behind: it does not race later. */
const MAX_LAG_MS = 250;

/** @param rate epochs in a second; 0 means as fast as it goes. */
export function createRateLimiter(rate: number): RateLimiter {
  let startTime = 0;
  let startEpoch = 0;

  function restart(now: number, epoch: number): void {
    startTime = now;
    startEpoch = epoch;
  }

  /** When an epoch is due. */
  function timeOf(epoch: number): number {
    return startTime + ((epoch - startEpoch) * 1000) / rate;
  }

  return {
    get epochsPerSecond() {
      return rate;
    },
    get isLimited() {
      return rate > 0;
    },
    dueEpoch(now, epoch) {
      if (rate === 0) return Infinity;
      if (now - timeOf(epoch + 1) > MAX_LAG_MS) restart(now - MAX_LAG_MS, epoch);
      return startEpoch + Math.floor(((now - startTime) * rate) / 1000);
    },
    msUntilDue: (now, epoch) => (rate === 0 ? 0 : Math.max(0, Math.ceil(timeOf(epoch + 1) - now))),
    restart,
    setRate(epochsPerSecond, now, epoch) {
      rate = epochsPerSecond;
      restart(now, epoch);
    },
  };
}
