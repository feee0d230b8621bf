/** The held-out rows on which a finished training is evaluated. */
import { meanBaseline } from "../../model/baselines.ts";
import { formatNumber } from "./format-number.ts";
import { dropUncounted, type Dataset } from "../../data/dataset.ts";
import type { Observation } from "../observation.ts";

export interface HeldOutPart {
  readonly name: "test" | "validation";
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
 * The test rows, or the validation rows if there are none; undefined if they are too few, if the training has not finished
 * or has diverged, and if the loss does not aim at the targets themselves, such as a quantile.
 */
export function heldOutPart(observation: Observation): HeldOutPart | undefined {
  const { trainer, report } = observation;
  const { spec, end, data } = trainer;
  const loss = typeof spec.loss === "string" ? spec.loss : spec.loss.type;
  if (end === undefined || end.reason === "diverged" || loss === "quantile") return undefined;
  const name = data.test ? "test" : "validation";
  const dataset = data[name] && dropUncounted(data[name]);
  if (dataset === undefined || dataset.rows < MIN_ROWS) return undefined;
  const networkErrors = squaredErrors(trainer.model().predictFlat(dataset.x), dataset);
  return {
    name,
    rows: dataset.rows,
    shortfall(baseline) {
      const reported = report?.[name];
      if (reported && reported.network.mse < reported[baseline].mse) return undefined;
      const predict = baseline === "mean" ? meanBaseline(data.train) : observation.linear;
      const baselineErrors = squaredErrors(predict(dataset.x), dataset);
      const { mean, standardError } = meanWithError(baselineErrors.map((error, i) => error - networkErrors[i]));
      if (mean > 0 || mean + STANDARD_ERRORS * standardError >= MIN_IMPROVEMENT * meanWithError(baselineErrors).mean)
        return undefined;
      const rmse = (errors: readonly number[]) => formatNumber(Math.sqrt(meanWithError(errors).mean / dataset.outputs));
      return `RMSE ${rmse(networkErrors)} against ${rmse(baselineErrors)}`;
    },
  };
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
