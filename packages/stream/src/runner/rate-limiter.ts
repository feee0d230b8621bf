/** Limits a run to a number of epochs per second, so that people can follow it. */
import { slowStartPace, type Pace } from "../events/slow-start.ts";

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

/** An epoch that is due now is not missed by a rounding error. */
const ROUNDING = 1e-9;

/** A training that is slower than its limit, or whose process was suspended, catches up at most this much. */
const MAX_LAG_MS = 250;

/**
 * @param epochsPerSecond 0 means as fast as possible.
 * @param isSlowAtFirst begins at 4 epochs per second, and quickens with every epoch up to the limit: most is learned in the first
 * epochs. A new limit ends it. Default false.
 */
export function createRateLimiter(epochsPerSecond: number, isSlowAtFirst = false): RateLimiter {
  let startTime = 0;
  let startEpoch = 0;
  let pace = isSlowAtFirst ? slowStartPace(epochsPerSecond) : steady(epochsPerSecond);

  function restart(now: number, epoch: number): void {
    startTime = now;
    startEpoch = epoch;
  }

  function dueTime(epoch: number): number {
    return startTime + (pace.secondsAt(epoch) - pace.secondsAt(startEpoch)) * 1000;
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
      return Math.floor(pace.epochAt(pace.secondsAt(startEpoch) + (now - startTime) / 1000) + ROUNDING);
    },
    msUntilDue: (now, epoch) => (epochsPerSecond === 0 ? 0 : Math.max(0, Math.ceil(dueTime(epoch + 1) - now))),
    restart,
    setRate(rate, now, epoch) {
      epochsPerSecond = rate;
      pace = steady(rate);
      restart(now, epoch);
    },
  };
}

function steady(rate: number): Pace {
  return { secondsAt: (epoch) => epoch / rate, epochAt: (seconds) => seconds * rate };
}
