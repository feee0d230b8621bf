/** The state of a run as it was after an earlier epoch, so that every panel can look back. */
import type { EpochEvent, SnapshotEvent } from "@epochal/stream/events";
import type { RunState } from "./run-state.ts";
import { valueAt, type Series } from "./series.ts";
import { snapshotBefore } from "./snapshot-history.ts";

/**
 * The curves of a long run know only stretches of epochs. The network is that of `exactSnapshot` if it belongs to this epoch, else
 * that of the last snapshot not after it.
 */
export function stateAt(state: RunState, epoch: number, exactSnapshot?: SnapshotEvent): RunState {
  const { latest, curves } = state;
  return {
    ...state,
    epoch,
    finished: undefined,
    snapshot: exactSnapshot?.epoch === epoch ? exactSnapshot : snapshotBefore(state.snapshots, epoch),
    learningRate: valueAt(curves.learningRate, epoch) ?? state.learningRate,
    latest: latest && epoch > 0 ? epochEventAt(curves, latest, epoch) : undefined,
  };
}

/** A later event with the values that the curves have for an epoch; NaN if they have none. */
export function epochEventAt(
  curves: RunState["curves"],
  { validationLoss: _, ...later }: EpochEvent,
  epoch: number,
): EpochEvent {
  const value = (series: Series) => valueAt(series, epoch) ?? NaN;
  const validationLoss = valueAt(curves.validationLoss, epoch);
  return {
    ...later,
    epoch,
    loss: value(curves.loss),
    learningRate: value(curves.learningRate),
    gradientNorm: value(curves.gradientNorm),
    ...(validationLoss !== undefined && { validationLoss }),
  };
}

/** The first and the last epoch that can be shown. */
export function knownEpochs({ started, epoch }: RunState): { readonly first: number; readonly last: number } {
  return { first: started?.from?.epoch ?? 0, last: epoch };
}
