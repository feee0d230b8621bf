/** Limits a run to a number of epochs per second, so that people can follow it. */
import { slowStartPace, type Pace } from "../events/slow-start.ts";

export interface RateLimiter {
  readonly isLimited: boolean;
  /** 0 means as fast as possible. */
  readonly epochsPerSecond: number;
  /** The epoch up to which to train at time `now`, with `epoch` epochs completed; Infinity without a limit. */
  dueEpoch(now: number, epoch: number): number;
  /**
   * Milliseconds to wait before the next turn, with `epoch` epochs completed; 0 if an epoch is due already. Epochs that are due
   * within a fraction of a second are trained in one turn and published together: a turn costs far more than an epoch.
   */
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

/** Epochs are trained together if they are due within this time. Short enough for a picture that moves. */
const TURN_MS = 50;

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

  function epochAt(time: number): number {
    return Math.floor(pace.epochAt(pace.secondsAt(startEpoch) + (time - startTime) / 1000) + ROUNDING);
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
      return epochAt(now);
    },
    msUntilDue(now, epoch) {
      if (epochsPerSecond === 0 || dueTime(epoch + 1) <= now) return 0;
      return Math.ceil(dueTime(Math.max(epoch + 1, epochAt(now + TURN_MS))) - now);
    },
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
