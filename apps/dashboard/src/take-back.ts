/** A run that is taken back goes on from an earlier epoch: what came after it is forgotten. */
import type { EpochEvent } from "@epochal/stream/events";
import { isJudged, watchedLoss } from "./is-judged.ts";
import type { Keyframes } from "./keyframes.ts";
import { valueAt, type Series } from "./series.ts";
import type { Best, FigureName, RunState } from "./run-state.ts";

/** The state without what came after `epoch`. */
export function takeBack(state: RunState, epoch: number): RunState {
  const { curves, best, snapshot, latest, lowest } = state;
  for (const series of Object.values(curves) as Series[]) series.takeBack(epoch);
  const keyframes = state.keyframes.filter((keyframe) => keyframe.epoch <= epoch);
  const beganAfter = Math.min(state.beganAfter, epoch);
  return {
    ...state,
    epoch,
    latest: latest && latest.epoch > epoch ? toldLast(curves, latest) : latest,
    snapshot: snapshot && snapshot.epoch <= epoch ? snapshot : keyframes.at(-1),
    keyframes,
    best: bestUntil(epoch, best, curves, keyframes, isJudged(state) || state.started?.spec.folds === true),
    lowest: lowest && lowest.epoch <= epoch ? lowest : watchedLoss(state).lowest(beganAfter),
    beganAfter,
    marks: state.marks.filter((mark) => mark <= epoch),
    clock: { ...state.clock, moments: [] },
  };
}

/** The best of what is left: where it is forgotten, the next best takes its place. */
function bestUntil(
  epoch: number,
  best: RunState["best"],
  curves: RunState["curves"],
  keyframes: Keyframes,
  judged: boolean,
): RunState["best"] {
  const left: Partial<Record<FigureName, Best>> = {};
  for (const [name, value] of Object.entries(best) as [FigureName, Best][]) {
    const found = value.epoch <= epoch ? value : nextBest(name, curves, keyframes, judged);
    if (found) left[name] = found;
  }
  return left;
}

function nextBest(
  name: FigureName,
  curves: RunState["curves"],
  keyframes: Keyframes,
  judged: boolean,
): Best | undefined {
  if (name !== "loss" && name !== "validationLoss") {
    const sign = name === "r2" ? -1 : 1;
    const told = keyframes.map(({ epoch, scores }): Best => ({ value: scores[name], epoch }));
    return told.toSorted((a, b) => sign * (a.value - b.value) || a.epoch - b.epoch)[0];
  }
  const seen = curves[name].lowest();
  // What the run knows of epochs that nobody here has seen; where no rows judge, the epoch after told how good they were.
  const known = keyframes.at(-1)?.snapshot.best;
  if (!known || judged !== (name === "validationLoss") || (seen && seen.value <= known.loss)) return seen;
  return { value: known.loss, epoch: known.epoch + (judged ? 0 : 1) };
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
