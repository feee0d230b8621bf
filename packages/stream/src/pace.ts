/** How many epochs are due by now, where a run is slowed down for people to watch. */

export interface Pace {
  /** Whether there is a pace at all; else it goes as fast as it can. */
  readonly isSet: boolean;
  /** Epochs in a second; 0 where it goes as fast as it can. */
  readonly rate: number;
  /** The epoch up to which to train at time `now`, `epoch` being done; Infinity at full speed. */
  due(now: number, epoch: number): number;
  /** Milliseconds until the epoch after `epoch` is due; 0 when it is due already. */
  wait(now: number, epoch: number): number;
  /** Counts from here: after a pause nothing is caught up. */
  restart(now: number, epoch: number): void;
  set(epochsPerSecond: number, now: number, epoch: number): void;
}

/** A training that cannot keep the pace, or whose process was suspended, is at most so far behind: it does not race later. */
const MOST_BEHIND_MS = 250;

/** @param rate epochs in a second; 0 means as fast as it goes. */
export function createPace(rate: number): Pace {
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
    get rate() {
      return rate;
    },
    get isSet() {
      return rate > 0;
    },
    due(now, epoch) {
      if (rate === 0) return Infinity;
      if (now - timeOf(epoch + 1) > MOST_BEHIND_MS) restart(now - MOST_BEHIND_MS, epoch);
      return startEpoch + Math.floor(((now - startTime) * rate) / 1000);
    },
    wait: (now, epoch) => (rate === 0 ? 0 : Math.max(0, Math.ceil(timeOf(epoch + 1) - now))),
    restart,
    set(epochsPerSecond, now, epoch) {
      rate = epochsPerSecond;
      restart(now, epoch);
    },
  };
}
