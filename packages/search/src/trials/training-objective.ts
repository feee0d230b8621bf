import type { Snapshot, TrainingData, TrainingSpec } from "@epochal/core";
import type { RunOptions } from "@epochal/stream";
import type { Objective } from "../search-runs.ts";
import { applySettings } from "../space/hyperparameters.ts";
import { startTrial } from "./start-trial.ts";

/**
 * An objective for `searchRuns`: the lowest loss on held-out rows of a training with the settings of a trial. With folds these are the
 * training rows, each predicted by a network that did not learn from it; without held-out rows it is the training loss.
 *
 * @param options of all runs, such as `worker: true`, without which `jobs` does not save time.
 */
export function trainingObjective(
  spec: TrainingSpec,
  data: TrainingData,
  options: RunOptions = {},
): Objective<Snapshot> {
  return ({ settings, epochs, from }) =>
    startTrial(applySettings(spec, settings), data, { epochs, ...(from && { from }) }, options).result$;
}
