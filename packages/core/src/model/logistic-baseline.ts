/** The baseline for classes that a network should beat: logistic regression on all inputs. */
import { dense } from "../network/dense.ts";
import { fit } from "../training/fit.ts";
import { sampleRows, type Dataset } from "../data/dataset.ts";
import type { Baseline } from "./baselines.ts";

/** Multiplications that the passes over the rows may take in all: about a second. */
const MAX_PRODUCTS = 6e8;
/** The probability of an output, its loss and their derivatives cost as much as this many multiplications. */
const PRODUCTS_OF_OUTPUT = 100;
/** Evenly spaced rows that it learns from: with more, a fit takes seconds, and few coefficients change by more than their errors. */
const MAX_ROWS = 10_000;
/** With many classes there are fewer rows, but at least this many. */
const MIN_ROWS = 1000;
/** L-BFGS needs 20 to 100 iterations. */
const MAX_EPOCHS = 100;
const MIN_EPOCHS = 20;

/**
 * Ridge-penalized logistic regression with an intercept, softmax regression for more than two classes: minimizes
 * Σ −ln p + ½ · Σ w² over standardized inputs, as scikit-learn's default does. Hastie, Tibshirani and Friedman, The Elements
 * of Statistical Learning (2009), §4.4 and §18.3.2. It is a network of one layer: convex, so L-BFGS finds its minimum. It learns
 * from at most 10,000 rows, of hundreds of classes from fewer, but from 1,000 if there are as many.
 */
export function logisticBaseline(all: Dataset): Baseline {
  const { inputs, outputs } = all;
  const { rows, epochs } = affordableFit(all);
  const model = fit(
    {
      network: { inputs, layers: [dense(outputs)] },
      loss: outputs === 1 ? "binaryCrossEntropy" : "softmaxCrossEntropy",
      optimizer: { type: "lbfgs" },
      penalty: { l2: 1 / rows },
      scaling: { inputs: "standard" },
      epochs,
    },
    { train: sampleRows(all, rows) },
  );
  return (x) => model.predictFlat(x);
}

/** How many rows it learns from, and in how many epochs. */
export function affordableFit({ rows, inputs, outputs }: Pick<Dataset, "rows" | "inputs" | "outputs">) {
  const passedRows = MAX_PRODUCTS / (outputs * (inputs + PRODUCTS_OF_OUTPUT));
  const most = clamp(Math.floor(passedRows / MIN_EPOCHS), MIN_ROWS, MAX_ROWS);
  const used = Math.min(rows, most);
  return { rows: used, epochs: clamp(Math.floor(passedRows / used), MIN_EPOCHS, MAX_EPOCHS) };
}

function clamp(value: number, min: number, max: number): number {
  return Math.min(max, Math.max(min, value));
}
