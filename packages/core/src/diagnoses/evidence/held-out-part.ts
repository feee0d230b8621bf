/** The held-out rows on which a finished training is evaluated. */
import { outOfFoldPredictor } from "../../model/out-of-fold.ts";
import { scoredRows } from "../../model/report.ts";
import { meanWithError } from "../../model/standard-errors.ts";
import type { BaselineName } from "../../training/training-baselines.ts";
import { formatNumber } from "./format-number.ts";
import { dropUncounted, type Dataset } from "../../data/dataset.ts";
import type { Observation } from "../observation.ts";

export interface HeldOutPart {
  /** Whether the targets are classes. */
  readonly isClass: boolean;
  /**
   * `on the 40 test rows, with RMSE 3.2 against 2.9`, or with Brier scores of classes, if the network is significantly no better than
   * the baseline; else undefined.
   */
  shortfall(baseline: "mean" | "linear"): string | undefined;
}

/** Fewer rows are not evidence. */
const MIN_ROWS = 10;
/** A network is better if its mean squared error is lower by this fraction: its RMSE is 5 % lower. */
const MIN_IMPROVEMENT = 0.1;
/** The confidence bound, in standard errors: of 40 networks that are better, one gets a finding. */
const STANDARD_ERRORS = 2;

/**
 * The test rows, or the validation rows if there are none, or the training rows out of folds; undefined if they are too few, if the training has not finished
 * or has diverged, and if the loss does not aim at the targets themselves, such as a quantile.
 */
export function heldOutPart(observation: Observation): HeldOutPart | undefined {
  const { report } = observation;
  const { spec, end } = observation.trainer;
  const loss = typeof spec.loss === "string" ? spec.loss : spec.loss.type;
  if (end === undefined || end.reason === "diverged" || loss === "quantile") return undefined;
  // The model is the straight line itself.
  if (spec.network.shortcut && observation.trainer.modelEpoch === 0) return undefined;
  const { name, dataset, predict } = heldOutRows(observation);
  if (dataset === undefined || dataset.rows < MIN_ROWS) return undefined;
  const { rows, outputs } = dataset;
  const isClass = observation.trainer.data.columns?.classes !== undefined;
  return {
    isClass,
    shortfall(baseline) {
      // The report's scores are on the same rows: usually nothing needs to be predicted again.
      const reported = report?.[name === "test" ? "test" : "validation"];
      if (reported && reported.network.mse < reported[baseline].mse) return undefined;
      const [errors, others] = [predict("network"), predict(baseline)].map((one) => squaredErrors(one, dataset));
      const { mean, error } = meanWithError(others.map((other, i) => other - errors[i]));
      const scores = [errors, others].map((perRow) => meanWithError(perRow).mean);
      if (mean > 0 || mean + STANDARD_ERRORS * error >= MIN_IMPROVEMENT * scores[1]) return undefined;
      const [score, against] = scores.map((one) => formatNumber(isClass ? one : Math.sqrt(one / outputs)));
      return `on the ${rows} ${name} rows, with ${isClass ? "Brier score" : "RMSE"} ${score} against ${against}`;
    },
  };
}

type Predictor = "network" | BaselineName;

interface HeldOutRows {
  /** How a text calls the rows: `unseen` for training rows out of folds. */
  readonly name: "test" | "validation" | "unseen";
  /** Undefined if there are none. */
  readonly dataset: Dataset | undefined;
  readonly predict: (by: Predictor) => Float64Array;
}

function heldOutRows(observation: Observation): HeldOutRows {
  const { trainer, baselines } = observation;
  const { train, validation, test = validation } = trainer.data;
  const folds = test ? undefined : baselines.folds;
  if (folds) {
    const dataset = dropUncounted(train);
    const predict: HeldOutRows["predict"] = (by) =>
      by === "network" ? outOfFoldPredictor(trainer.model(), folds)(dataset.x) : baselines.predictOutOfFold(by);
    return { name: "unseen", dataset, predict };
  }
  const dataset = test && scoredRows(dropUncounted(test));
  const predict: HeldOutRows["predict"] = (by) => {
    const { x } = dataset!;
    return by === "network" ? trainer.model().predictFlat(x) : baselines.predict(by, x);
  };
  return { name: test === validation ? "validation" : "test", dataset, predict };
}

/** The error of each row, summed over its targets. */
function squaredErrors(predicted: Float64Array, { rows, outputs, y }: Dataset): number[] {
  return Array.from({ length: rows }, (_, i) => {
    let sum = 0;
    for (let k = i * outputs; k < (i + 1) * outputs; k++) sum += (predicted[k] - y[k]) * (predicted[k] - y[k]);
    return sum;
  });
}
