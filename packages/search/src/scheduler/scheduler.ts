/**
 * Decides which trial is trained next, and how far: the asynchronous successive halving algorithm (ASHA) of Li et al., A System for
 * Massively Parallel Hyperparameter Tuning, MLSys 2020, algorithm 2. Each trial is trained to the first rung and paused;
 * whenever a worker is free, the best paused trial that is among the best 1 / reductionFactor of its rung is promoted to the next,
 * from the highest rung down; without one, a new trial begins.
 *
 * Pure: results are reported to it, and it has no clock and no random numbers.
 */
import { createRung } from "./rung.ts";

/** A part of a trial: its training up to the epochs of a rung. */
export interface Job {
  /** The trial, from 0. */
  readonly trial: number;
  /** The rung, from 0. */
  readonly rung: number;
}

/** The next thing to do: train a job; `wait` for further results; or nothing any more, `done`. */
export type NextJob = Job | "wait" | "done";

/** Which trial is trained next. */
export interface Scheduler {
  /** A free worker asks for a job. */
  next(): NextJob;
  /** The lowest loss of a trial so far, when a job has ended. Infinity if it diverged. */
  report(job: Job, loss: number): void;
}

/** The numbers of trials and rungs, and how trials are promoted. */
export interface SchedulerOptions {
  /** Number of trials to begin, ≥ 1. */
  readonly trials: number;
  /** Number of rungs, ≥ 1: with one, each trial is trained in full. */
  readonly rungs: number;
  /** Only the best of this many trials on a rung is promoted to the next. Default 3. */
  readonly reductionFactor?: number;
  /** Trials that are trained in full whatever their loss. Default: none. */
  readonly inFull?: readonly number[];
  /**
   * Makes the decisions independent of the order in which results arrive: the n-th decision uses the results of the first
   * n − `lookahead` + 1 jobs, and no others. So up to `lookahead` workers train at once, and any number of them begins the same jobs. Default:
   * each decision uses all results so far, as in the paper.
   */
  readonly lookahead?: number;
}

/** A scheduler for a new search. Without rungs above the first one, it only counts trials. */
export function createScheduler(options: SchedulerOptions): Scheduler {
  const { trials, rungs: rungCount, reductionFactor = 3, inFull = [], lookahead } = options;
  const rungs = Array.from({ length: rungCount }, () => createRung(reductionFactor));
  const topRung = rungCount - 1;
  /** Jobs in the order in which they began, and their losses, as far as they have ended. */
  const jobs: Job[] = [];
  const losses: (number | undefined)[] = [];
  const indices = new Map<string, number>();
  /** The highest rung that each trial has been sent to, and its lowest loss. */
  const sentTo: number[] = [];
  const lowest: number[] = [];
  /** The first `used` jobs are used in decisions; without a lookahead all that have ended are. */
  let used = 0;
  let outstanding = 0;

  function begin(trial: number, rung: number): Job {
    const job = { trial, rung };
    indices.set(keyOf(job), jobs.length);
    jobs.push(job);
    losses.push(undefined);
    sentTo[trial] = rung;
    outstanding += 1;
    return job;
  }

  function use({ trial, rung }: Job, loss: number): void {
    lowest[trial] = Math.min(lowest[trial] ?? Infinity, loss);
    rungs[rung]!.add(trial, lowest[trial]);
  }

  /** Uses the result of the next job in the order in which they began; whether it has ended. */
  function useNext(): boolean {
    const loss = losses[used];
    if (loss === undefined) return false;
    use(jobs[used]!, loss);
    used += 1;
    return true;
  }

  function promotion(): Job | undefined {
    for (let rung = topRung - 1; rung >= 0; rung--) {
      for (let trial = rungs[rung]!.promote(); trial !== undefined; trial = rungs[rung]!.promote()) {
        // A trial that is trained in full may be on a higher rung already.
        if (sentTo[trial] === rung) return begin(trial, rung + 1);
      }
    }
    return undefined;
  }

  /** At the end: the best trial, and those that are to be trained in full. */
  function completion(): Job | undefined {
    const best = lowest.reduce((a, loss, trial) => (loss < (lowest[a] ?? Infinity) ? trial : a), 0);
    const trial = [...inFull, best].find((one) => sentTo[one]! < topRung && lowest[one]! < Infinity);
    return trial === undefined ? undefined : begin(trial, topRung);
  }

  return {
    next() {
      if (lookahead !== undefined) {
        while (used < jobs.length - lookahead + 1) if (!useNext()) return "wait";
      }
      for (;;) {
        const job = promotion() ?? (sentTo.length < trials ? begin(sentTo.length, 0) : undefined);
        if (job) return job;
        if (lookahead !== undefined && used < jobs.length) {
          if (!useNext()) return "wait";
        } else if (outstanding > 0) return "wait";
        else return completion() ?? "done";
      }
    },
    report(job, loss) {
      const index = indices.get(keyOf(job));
      if (index === undefined || losses[index] !== undefined)
        throw new RangeError(`report: expected a job that has begun and not ended, got ${keyOf(job)}`);
      losses[index] = loss;
      outstanding -= 1;
      if (lookahead === undefined) use(job, loss);
    },
  };
}

function keyOf({ trial, rung }: Job): string {
  return `trial ${trial} on rung ${rung}`;
}
