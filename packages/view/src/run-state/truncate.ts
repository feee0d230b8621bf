/** A run that is rewound continues from an earlier epoch: what came after it is dropped. */
import type { EpochEvent } from "@epochal/stream/events";
import { hasValidation, monitoredLoss } from "./monitored-loss.ts";
import { isBetter, type Best, type RunState, type TrackedMetric } from "./run-state.ts";
import { valueAt, type Series } from "./series.ts";
import { epochEventAt } from "./state-at.ts";

export function truncateState(state: RunState, epoch: number): RunState {
  const { curves, snapshot, latest, lowestLoss } = state;
  for (const series of Object.values(curves) as Series[]) series.truncate(epoch);
  const snapshots = state.snapshots.filter((event) => event.epoch <= epoch);
  const restartEpoch = Math.min(state.restartEpoch, epoch);
  return {
    ...state,
    epoch,
    latest: latest && latest.epoch > epoch ? lastKnownEvent(curves, latest) : latest,
    snapshot: snapshot && snapshot.epoch <= epoch ? snapshot : snapshots.at(-1),
    snapshots,
    best: bestUntil(epoch, { ...state, snapshots }),
    lowestLoss: lowestLoss && lowestLoss.epoch <= epoch ? lowestLoss : monitoredLoss(state).lowest(restartEpoch),
    restartEpoch,
    changeEpochs: state.changeEpochs.filter((changed) => changed <= epoch),
    clock: { ...state.clock, paceSamples: [] },
  };
}

/** The best values up to `epoch`: the next best replaces one that is dropped. */
function bestUntil(epoch: number, state: RunState): RunState["best"] {
  const left: Partial<Record<TrackedMetric, Best>> = {};
  for (const [name, value] of Object.entries(state.best) as [TrackedMetric, Best][]) {
    const found = value.epoch <= epoch ? value : nextBest(name, state);
    if (found) left[name] = found;
  }
  return left;
}

function nextBest(name: TrackedMetric, state: RunState): Best | undefined {
  const { curves, snapshots } = state;
  if (name !== "loss" && name !== "validationLoss") {
    const scored = snapshots.flatMap(({ epoch, scores }): Best[] => {
      const value = scores[name];
      return value === undefined ? [] : [{ value, epoch }];
    });
    return scored.reduce<Best | undefined>(
      (best, one) => (best && !isBetter(name, one.value, best.value) ? best : one),
      undefined,
    );
  }
  const lowest = curves[name].lowest();
  const isValidated = hasValidation(state) || state.started?.spec.folds;
  // The snapshot knows of epochs before those seen here. Without validation, the epoch after the best one reported its loss.
  const known = snapshots.at(-1)?.snapshot.best;
  if (!known || isValidated !== (name === "validationLoss") || (lowest && lowest.value <= known.loss)) return lowest;
  return { value: known.loss, epoch: known.epoch + (isValidated ? 0 : 1) };
}

/** The newest epoch that the curves still have; undefined if there is none. */
function lastKnownEvent(curves: RunState["curves"], event: EpochEvent): EpochEvent | undefined {
  const epoch = curves.loss.lastEpoch;
  if (epoch === undefined || valueAt(curves.loss, epoch) === undefined) return undefined;
  return epochEventAt(curves, event, epoch);
}
