/**
 * A search on a virtual clock: how long workers wait, and how many epochs are spent on trials that a halving with all results at hand
 * would not have promoted. Every trial has a speed of its own, so that results arrive in another order than their tasks began.
 */
import { createRandom, exp } from "@epochal/core";
import { createScheduler, rungEpochs, type Job } from "@epochal/search";

export interface SimulationOptions {
  readonly workers: number;
  readonly trials: number;
  /** See `createScheduler`; undefined decides by all results so far. */
  readonly lookahead: number | undefined;
}

export interface Simulation {
  /** The share of the workers' time, until the last task ends, in which they have no task. */
  readonly idle: number;
  /** The share of all epochs that trains trials that are not among the best third of the whole rung. */
  readonly waste: number;
  /** All epochs, divided by those of training each trial in full. */
  readonly epochs: number;
  /** The rank of the best trial among all trials, by their loss in full; 1 is best. */
  readonly rank: number;
}

const EPOCHS = 81;
const REDUCTION = 3;
/** Standard deviation of the logarithm of the time for an epoch. */
const SPREAD = 0.5;
/** Standard deviation of the loss after the first rung, where the losses in full have one of 1; it falls with the epochs' root. */
const NOISE = 0.5;

export function simulate({ workers, trials, lookahead }: SimulationOptions): Simulation {
  const rungs = rungEpochs({ epochs: EPOCHS, reductionFactor: REDUCTION });
  const world = drawTrials(trials, rungs);
  const scheduler = createScheduler({
    trials,
    rungs: rungs.length,
    reductionFactor: REDUCTION,
    ...(lookahead !== undefined && { lookahead }),
  });
  const running = createQueue();
  const results: number[][] = rungs.map(() => []);
  let now = 0;
  let busy = 0;
  let epochs = 0;
  for (;;) {
    const next = running.size < workers ? scheduler.next() : "wait";
    if (next === "done") break;
    if (next === "wait") {
      const { job, time } = running.pop();
      now = time;
      results[job.rung]![job.trial] = world.loss(job);
      scheduler.report(job, results[job.rung]![job.trial]!);
      continue;
    }
    // The best trial may skip rungs at the end.
    const trained = rungs[next.rung]! - lastEpochs(results, rungs, next);
    const duration = trained * world.msPerEpoch[next.trial]!;
    busy += duration;
    epochs += trained;
    running.push({ job: next, time: now + duration });
  }
  const inFull = (trial: number) => world.loss({ trial, rung: rungs.length - 1 });
  const best = results
    .at(-1)!
    .reduce((a, loss, trial) => (loss < inFull(a) ? trial : a), results.at(-1)!.findIndex(Number.isFinite));
  let rank = 1;
  for (let trial = 0; trial < trials; trial++) if (inFull(trial) < inFull(best)) rank += 1;
  return {
    idle: 1 - busy / (workers * now),
    waste: wastedEpochs(results, rungs) / epochs,
    epochs: epochs / (trials * EPOCHS),
    rank,
  };
}

function drawTrials(trials: number, rungs: readonly number[]) {
  const random = createRandom([7, trials]);
  const msPerEpoch = Float64Array.from({ length: trials }, () => exp(SPREAD * random.randn()));
  const losses = rungs.map((_, rung) =>
    Float64Array.from({ length: trials }, () => random.randn() * (rung < rungs.length - 1 ? 1 : 0)),
  );
  const qualities = Float64Array.from({ length: trials }, () => random.randn());
  const loss = ({ trial, rung }: Job) =>
    qualities[trial]! + NOISE * Math.sqrt(rungs[0]! / rungs[rung]!) * losses[rung]![trial]!;
  return { msPerEpoch, loss };
}

/** The epochs that a trial was trained before a job. */
function lastEpochs(results: readonly (readonly number[])[], rungs: readonly number[], { trial, rung }: Job): number {
  for (let before = rung - 1; before >= 0; before--) if (results[before]![trial] !== undefined) return rungs[before]!;
  return 0;
}

/** Epochs above the first rung of trials that are not among the best third of the rung below, when all results are known. */
function wastedEpochs(results: readonly (readonly number[])[], rungs: readonly number[]): number {
  let wasted = 0;
  for (let rung = 1; rung < rungs.length; rung++) {
    const below = results[rung - 1]!;
    const sorted = Float64Array.from(below.filter((loss) => loss !== undefined)).sort();
    const limit = sorted[Math.floor(sorted.length / REDUCTION) - 1] ?? -Infinity;
    results[rung]!.forEach((_, trial) => {
      if (!(below[trial]! <= limit)) wasted += rungs[rung]! - rungs[rung - 1]!;
    });
  }
  return wasted;
}

interface Entry {
  readonly job: Job;
  readonly time: number;
}

/** Jobs by the time of their end, soonest first; at most one for each worker. */
function createQueue() {
  const entries: Entry[] = [];
  return {
    get size() {
      return entries.length;
    },
    push(entry: Entry) {
      const index = entries.findLastIndex(({ time }) => time > entry.time) + 1;
      entries.splice(index, 0, entry);
    },
    pop: (): Entry => entries.pop()!,
  };
}
