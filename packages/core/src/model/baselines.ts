/** Baselines that a network should beat: the mean, and a linear model of all inputs. */
import { plainKernels } from "../network/kernels.ts";
import { fitLinear } from "../least-squares.ts";
import { fitScaler } from "../data/scaler.ts";
import type { Dataset } from "../data/dataset.ts";

/** Predicts `[rows, outputs]` from `[rows, inputs]`. */
export type Baseline = (x: Float64Array) => Float64Array;

/** Always predicts the mean of the training targets. */
export function meanBaseline(train: Dataset): Baseline {
  const { offset } = fitScaler("standard", train.y, train.outputs);
  return (x) =>
    Float64Array.from({ length: (x.length / train.inputs) * train.outputs }, (_, i) => offset[i % train.outputs]);
}

/** Linear least squares on all inputs, with an intercept; see `fitLine`. */
export function linearBaseline(train: Dataset): Baseline {
  const { inputs, outputs } = train;
  const { W, b } = fitLinear(train);
  return (x) => {
    const rows = x.length / inputs;
    const predicted = new Float64Array(rows * outputs);
    plainKernels.affine(predicted, x, W, b, rows, inputs, outputs);
    return predicted;
  };
}
