/** A run as it was after some epoch, from what is known of it now, so that every panel can look back. */
import type { SnapshotEvent } from "@epochal/stream/events";
import { snapshotBefore } from "./snapshot-history.ts";
import { valueAt, type Series } from "./series.ts";
import type { RunState } from "./run-state.ts";

/**
 * Of a long run the curves know stretches of epochs only; the network is `lookedUp` where that is of this epoch, else that of the
 * last snapshot not after it.
 */
export function stateAt(state: RunState, epoch: number, exactSnapshot?: SnapshotEvent): RunState {
  const { latest, curves } = state;
  const value = (series: Series) => valueAt(series, epoch) ?? NaN;
  const validationLoss = valueAt(curves.validationLoss, epoch);
  const { validationLoss: _, ...rest } = latest ?? {};
  return {
    ...state,
    epoch,
    finished: undefined,
    snapshot: exactSnapshot?.epoch === epoch ? exactSnapshot : snapshotBefore(state.snapshots, epoch),
    learningRate: valueAt(curves.learningRate, epoch) ?? state.learningRate,
    latest:
      latest && epoch > 0
        ? {
            ...(rest as typeof latest),
            epoch,
            loss: value(curves.loss),
            learningRate: value(curves.learningRate),
            gradientNorm: value(curves.gradientNorm),
            ...(validationLoss !== undefined && { validationLoss }),
          }
        : undefined,
  };
}

/** The first and the last epoch there is something to see of. */
export function knownEpochs({ started, epoch }: RunState): { readonly first: number; readonly last: number } {
  return { first: started?.from?.epoch ?? 0, last: epoch };
}
