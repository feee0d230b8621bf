/** Folds events that were left out into a state: the sums of their epochs keep the curves and the best values right. */
import type { EpochEvent } from "@epochal/stream/events";
import { pauseIfDue } from "./reduce-command.ts";
import { isBetter, type Best, type RunState } from "./run-state.ts";
import type { Series, Sum } from "./series.ts";
import { truncateState } from "./truncate.ts";

/** Consecutive events that a source leaves out, as a `gap` message of a server reports them. */
export interface EventGap {
  readonly type: "gap";
  /** The position of the last of them. */
  readonly to: number;
  /** By column of the epochs, `epoch` included. */
  readonly rollup?: Readonly<Record<string, Sum>> | undefined;
}

/** The state after events that were left out. Only the stretch is known in which its best epoch was: its last epoch stands for it. */
export function addGap(before: RunState, { to: seq, rollup = {} }: EventGap): RunState {
  const { epoch: epochs, loss, validationLoss, learningRate, gradientNorm } = rollup;
  if (!epochs || !loss || !learningRate || !gradientNorm) return before;
  const { min: first, last: epoch } = epochs;
  const state = first <= before.epoch ? truncateState(before, first - 1) : before;
  const { curves, best, clock, lowestLoss } = state;
  const add = (series: Series, sum: Sum) => series.pushSum(first, epoch, sum);
  add(curves.loss, loss);
  if (validationLoss) add(curves.validationLoss, validationLoss);
  add(curves.gradientNorm, gradientNorm);
  add(curves.learningRate, learningRate);
  const latest: EpochEvent = {
    type: "epoch",
    seq,
    time: clock.now,
    epoch,
    loss: loss.last,
    ...(validationLoss && { validationLoss: validationLoss.last }),
    learningRate: learningRate.last,
    gradientNorm: gradientNorm.last,
  };
  return pauseIfDue({
    ...state,
    epoch,
    latest,
    learningRate: learningRate.last,
    best: {
      ...best,
      loss: lower("loss", best.loss, loss, epoch),
      ...(validationLoss && { validationLoss: lower("validationLoss", best.validationLoss, validationLoss, epoch) }),
    },
    lowestLoss: lower("loss", lowestLoss, validationLoss ?? loss, epoch),
  });
}

function lower(name: "loss" | "validationLoss", known: Best | undefined, { min, last }: Sum, epoch: number): Best {
  if (known && !isBetter(name, min, known.value)) return known;
  return { value: min, epoch, ...(min !== last && { isApproximate: true }) };
}
