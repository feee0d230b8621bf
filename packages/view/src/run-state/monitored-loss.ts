/** The loss by which the best epoch is chosen: the validation loss if there is one. */
import type { PartReport } from "@epochal/core";
import type { RunState } from "./run-state.ts";
import type { Series } from "./series.ts";

export function monitoredLoss({ curves }: RunState): Series {
  return curves.validationLoss.length > 0 ? curves.validationLoss : curves.loss;
}

/**
 * The rows that scores are of, in words. With folds, each training row is judged by a network that did not learn from it: no
 * network of the ensemble has seen the rows that it is judged by.
 */
export function judgedRows(state: RunState): "validation rows" | "unseen rows" | "training rows" {
  if (hasValidation(state)) return "validation rows";
  return state.started?.spec.folds ? "unseen rows" : "training rows";
}

/** Whether there are validation rows, which the network does not learn from. */
export function hasValidation({ started }: RunState): boolean {
  return (started?.data.rows.validation ?? 0) > 0;
}

/** The scores of the model that a finished run has kept, on the rows of `judgedRows`. */
export function keptScores({ finished }: RunState): Pick<PartReport, "network" | "linear"> | undefined {
  return finished && (finished.report.validation ?? finished.report.train);
}
