/**
 * How soon successive halving finds a trial as good as the best of random search: the same trials in the same order, so that a seed is a pair.
 * Random search trains 30 trials in full, each until it stops early. Halving continues with further trials until it has found one with a
 * loss as low.
 */
import { chooseTrials, defaultSpace, searchRuns, type SearchEvent } from "@epochal/search";
import { Subject, takeUntil } from "rxjs";
import { tables, trainingOf } from "./tables.ts";
import { createTrialCurves } from "./trial-curves.ts";

/** A pair to measure. */
export interface PairTask {
  /** The name of the table. */
  readonly table: string;
  readonly seed: number;
  /** The networks of a trial; default: as many as the command trains. */
  readonly ensemble?: number;
}

export interface HalvingPair {
  /** Epochs of random search, and its lowest loss. */
  readonly randomEpochs: number;
  readonly randomBest: number;
  /** Epochs of halving until its lowest loss is as low, divided by those of random search; Infinity if that needs more. */
  readonly ratio: number;
}

const TRIALS = 30;
/** More trials than the epochs suffice for. */
const MANY_TRIALS = 400;

export function comparePair({ table: name, seed, ...options }: PairTask): HalvingPair {
  const { spec, data } = trainingOf(
    tables.find((table) => table.name === name)!,
    options,
  );
  const space = defaultSpace(spec);
  const curves = createTrialCurves(spec, data);
  let randomEpochs = 0;
  let randomBest = Infinity;
  for (const settings of chooseTrials(space, { seed, trials: TRIALS })) {
    const { loss, epoch } = curves.at(settings, spec.epochs);
    randomEpochs += epoch;
    randomBest = Math.min(randomBest, loss);
  }
  let epochs = 0;
  let isReached = false;
  const reached = new Map<number, number>();
  const stop$ = new Subject<void>();
  searchRuns(space, curves.objective, { epochs: spec.epochs, seed, trials: MANY_TRIALS })
    .pipe(takeUntil(stop$))
    .subscribe((event: SearchEvent<undefined>) => {
      if (event.type !== "trialReported" || isReached) return;
      epochs += event.epoch - (reached.get(event.trial) ?? 0);
      reached.set(event.trial, event.epoch);
      isReached = event.loss <= randomBest;
      if (isReached || epochs > randomEpochs) stop$.next();
    });
  return { randomEpochs, randomBest, ratio: isReached ? epochs / randomEpochs : Infinity };
}
