import type { Series } from "./series.ts";
import type { RunState } from "./run-state.ts";

/** Whether there are rows that judge the network and are not learned from. */
export function hasValidation({ started }: RunState): boolean {
  return (started?.data.rows.validation ?? 0) > 0;
}

/** The loss by which the best epoch is chosen: of the rows that judge, where there are any. */
export function monitoredLoss({ curves }: RunState): Series {
  return curves.validationLoss.length > 0 ? curves.validationLoss : curves.loss;
}
