/** A run that is taken back goes on from an earlier epoch: what came after it is forgotten. */
import type { EpochEvent } from "@epochal/stream/events";
import { valueAt, type Series } from "./series.ts";
import type { RunState } from "./state.ts";

/** The state without what came after `epoch`. */
export function takeBack(state: RunState, epoch: number): RunState {
  const { curves, best, snapshot, latest, lowest } = state;
  for (const series of Object.values(curves) as Series[]) series.takeBack(epoch);
  const known = Object.entries(best).filter(([, value]) => value.epoch <= epoch);
  const keyframes = state.keyframes.filter((keyframe) => keyframe.epoch <= epoch);
  return {
    ...state,
    epoch,
    latest: latest && latest.epoch > epoch ? toldLast(curves, latest) : latest,
    snapshot: snapshot && snapshot.epoch <= epoch ? snapshot : keyframes.at(-1),
    keyframes,
    best: Object.fromEntries(known),
    lowest: lowest && lowest.epoch <= epoch ? lowest : undefined,
    beganAfter: Math.min(state.beganAfter, epoch),
    marks: state.marks.filter((mark) => mark <= epoch),
    clock: { ...state.clock, moments: [] },
  };
}

/** The newest epoch that the curves still know, as it was told; undefined where they know none. */
function toldLast(curves: RunState["curves"], { validationLoss: _, ...event }: EpochEvent): EpochEvent | undefined {
  const epoch = curves.loss.lastEpoch;
  if (epoch === undefined || valueAt(curves.loss, epoch) === undefined) return undefined;
  const value = (series: Series) => valueAt(series, epoch) ?? NaN;
  const validationLoss = valueAt(curves.validationLoss, epoch);
  return {
    ...event,
    epoch,
    loss: value(curves.loss),
    learningRate: value(curves.learningRate),
    gradientNorm: value(curves.gradientNorm),
    ...(validationLoss !== undefined && { validationLoss }),
  };
}
