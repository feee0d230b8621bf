/** The held-out rows on which a finished training is evaluated. */
import { linearBaseline, meanBaseline } from "../../model/baselines.ts";
import { outOfFoldBaseline, outOfFoldPredictor } from "../../model/out-of-fold.ts";
import { formatNumber } from "./format-number.ts";
import { dropUncounted, type Dataset } from "../../data/dataset.ts";
import { foldsOf } from "../../data/folds.ts";
import type { Observation } from "../observation.ts";

export interface HeldOutPart {
  /** How a text calls the rows: `unseen` for training rows out of folds. */
  readonly name: "test" | "validation" | "unseen";
  readonly rows: number;
  /** `RMSE 3.2 against 2.9` if the network is significantly no better than the baseline; else undefined. */
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
  const networkErrors = squaredErrors(predict("network"), dataset);
  return {
    name,
    rows: dataset.rows,
    shortfall(baseline) {
      const reported = report?.[name === "test" ? "test" : "validation"];
      if (reported && reported.network.mse < reported[baseline].mse) return undefined;
      const baselineErrors = squaredErrors(predict(baseline), dataset);
      const { mean, standardError } = meanWithError(baselineErrors.map((error, i) => error - networkErrors[i]));
      if (mean > 0 || mean + STANDARD_ERRORS * standardError >= MIN_IMPROVEMENT * meanWithError(baselineErrors).mean)
        return undefined;
      const rmse = (errors: readonly number[]) => formatNumber(Math.sqrt(meanWithError(errors).mean / dataset.outputs));
      return `RMSE ${rmse(networkErrors)} against ${rmse(baselineErrors)}`;
    },
  };
}

interface HeldOutRows {
  readonly name: HeldOutPart["name"];
  /** Undefined if there are none. */
  readonly dataset: Dataset | undefined;
  readonly predict: (by: "network" | "mean" | "linear") => Float64Array;
}

function heldOutRows({ trainer, linear }: Observation): HeldOutRows {
  const { spec, data } = trainer;
  const folds = data.test || data.validation ? undefined : foldsOf(spec, data);
  if (folds) {
    const { weights } = data.train;
    const dataset = dropUncounted(data.train);
    const counted = folds.filter((_, i) => weights?.[i] !== 0);
    const fits = { mean: meanBaseline, linear: linearBaseline };
    const predict: HeldOutRows["predict"] = (by) =>
      by === "network"
        ? outOfFoldPredictor(trainer.model(), counted)(dataset.x)
        : outOfFoldBaseline(dataset, counted, fits[by]);
    return { name: "unseen", dataset, predict };
  }
  const name = data.test ? "test" : "validation";
  const dataset = data[name] && dropUncounted(data[name]);
  const predict: HeldOutRows["predict"] = (by) => {
    const { x } = dataset!;
    if (by === "network") return trainer.model().predictFlat(x);
    return by === "mean" ? meanBaseline(data.train)(x) : linear(x);
  };
  return { name, dataset, predict };
}

/** The error of each row, summed over its targets. */
function squaredErrors(predicted: Float64Array, { rows, outputs, y }: Dataset): number[] {
  return Array.from({ length: rows }, (_, i) => {
    let sum = 0;
    for (let k = i * outputs; k < (i + 1) * outputs; k++) sum += (predicted[k] - y[k]) * (predicted[k] - y[k]);
    return sum;
  });
}

function meanWithError(values: readonly number[]): { mean: number; standardError: number } {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const variance = values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0) / (n - 1);
  return { mean, standardError: Math.sqrt(variance / n) };
}
