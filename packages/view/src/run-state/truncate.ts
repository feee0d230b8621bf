/** A run that is taken back goes on from an earlier epoch: what came after it is forgotten. */
import type { EpochEvent } from "@epochal/stream/events";
import { hasValidation, monitoredLoss } from "./monitored-loss.ts";
import type { SnapshotHistory } from "./snapshot-history.ts";
import { valueAt, type Series } from "./series.ts";
import type { Best, TrackedMetric, RunState } from "./run-state.ts";

/** The state without what came after `epoch`. */
export function truncateState(state: RunState, epoch: number): RunState {
  const { curves, best, snapshot, latest, lowestLoss } = state;
  for (const series of Object.values(curves) as Series[]) series.truncate(epoch);
  const snapshots = state.snapshots.filter((event) => event.epoch <= epoch);
  const restartEpoch = Math.min(state.restartEpoch, epoch);
  return {
    ...state,
    epoch,
    latest: latest && latest.epoch > epoch ? lastEpochEvent(curves, latest) : latest,
    snapshot: snapshot && snapshot.epoch <= epoch ? snapshot : snapshots.at(-1),
    snapshots,
    best: bestUntil(epoch, best, curves, snapshots, hasValidation(state) || state.started?.spec.folds === true),
    lowestLoss: lowestLoss && lowestLoss.epoch <= epoch ? lowestLoss : monitoredLoss(state).lowest(restartEpoch),
    restartEpoch,
    changeEpochs: state.changeEpochs.filter((mark) => mark <= epoch),
    clock: { ...state.clock, paceSamples: [] },
  };
}

/** The best of what is left: where it is forgotten, the next best takes its place. */
function bestUntil(
  epoch: number,
  best: RunState["best"],
  curves: RunState["curves"],
  snapshots: SnapshotHistory,
  judged: boolean,
): RunState["best"] {
  const left: Partial<Record<TrackedMetric, Best>> = {};
  for (const [name, value] of Object.entries(best) as [TrackedMetric, Best][]) {
    const found = value.epoch <= epoch ? value : nextBest(name, curves, snapshots, judged);
    if (found) left[name] = found;
  }
  return left;
}

function nextBest(
  name: TrackedMetric,
  curves: RunState["curves"],
  snapshots: SnapshotHistory,
  judged: boolean,
): Best | undefined {
  if (name !== "loss" && name !== "validationLoss") {
    const sign = name === "r2" ? -1 : 1;
    const told = snapshots.map(({ epoch, scores }): Best => ({ value: scores[name], epoch }));
    return told.toSorted((a, b) => sign * (a.value - b.value) || a.epoch - b.epoch)[0];
  }
  const seen = curves[name].lowest();
  // What the run knows of epochs that nobody here has seen; where no rows judge, the epoch after told how good they were.
  const known = snapshots.at(-1)?.snapshot.best;
  if (!known || judged !== (name === "validationLoss") || (seen && seen.value <= known.loss)) return seen;
  return { value: known.loss, epoch: known.epoch + (judged ? 0 : 1) };
}

/** The newest epoch that the curves still know, as it was told; undefined where they know none. */
function lastEpochEvent(
  curves: RunState["curves"],
  { validationLoss: _, ...event }: EpochEvent,
): EpochEvent | undefined {
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
