/** Baselines that a network should beat: the mean, and a linear model of all inputs. */
import { plainKernels } from "../network/kernels.ts";
import { fitRidge } from "../ridge.ts";
import { fitScaler } from "../data/fit-scaler.ts";
import { sampleRows, type Dataset } from "../data/dataset.ts";

/** Predicts `[rows, outputs]` from `[rows, inputs]`. */
export type Baseline = (x: Float64Array) => Float64Array;

/** Always predicts the weighted mean of the training targets. */
export function meanBaseline(train: Dataset): Baseline {
  const { offset } = fitScaler("standard", train.y, train.outputs, train.weights);
  return (x) =>
    Float64Array.from({ length: (x.length / train.inputs) * train.outputs }, (_, i) => offset[i % train.outputs]);
}

/** Evenly spaced rows that the linear baseline learns from: with more, its coefficients change by less than a hundredth of a deviation. */
const MAX_ROWS = 100_000;

/** Ridge regression on all inputs, with an intercept and the penalty that generalized cross-validation chooses. It learns from at most 100,000 rows. */
export function linearBaseline(train: Dataset): Baseline {
  const { inputs, outputs } = train;
  const { W, b } = fitRidge(sampleRows(train, MAX_ROWS));
  return (x) => {
    const rows = x.length / inputs;
    const predicted = new Float64Array(rows * outputs);
    plainKernels.affine(predicted, x, W, b, rows, inputs, outputs);
    return predicted;
  };
}
