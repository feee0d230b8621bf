/** The loss by which the best epoch is chosen: the validation loss if there is one. */
import type { RunState } from "./run-state.ts";
import type { Series } from "./series.ts";

export function monitoredLoss({ curves }: RunState): Series {
  return curves.validationLoss.length > 0 ? curves.validationLoss : curves.loss;
}

/** Whether there are validation rows, which the network does not learn from. */
export function hasValidation({ started }: RunState): boolean {
  return (started?.data.rows.validation ?? 0) > 0;
}
