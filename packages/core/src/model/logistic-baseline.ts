/** The baseline for classes that a network should beat: logistic regression on all inputs. */
import { dense } from "../network/dense.ts";
import { fit } from "../training/fit.ts";
import { sampleRows, type Dataset } from "../data/dataset.ts";
import type { Baseline } from "./baselines.ts";

/** Multiplications that the passes over the rows may take in all: about a second. */
const MAX_PRODUCTS = 3e8;
/** Evenly spaced rows that it learns from: with more, a fit takes seconds, and few coefficients change by more than their errors. */
const MAX_ROWS = 10_000;
/** L-BFGS needs 20 to 100 iterations. */
const MAX_EPOCHS = 100;
const MIN_EPOCHS = 20;

/**
 * Ridge-penalized logistic regression with an intercept, softmax regression for more than two classes: minimizes
 * Σ −ln p + ½ · Σ w² over standardized inputs, as scikit-learn's default does. Hastie, Tibshirani and Friedman, The Elements
 * of Statistical Learning (2009), §4.4 and §18.3.2. It is a network of one layer: convex, so L-BFGS finds its minimum. It learns
 * from at most 10,000 rows.
 */
export function logisticBaseline(all: Dataset): Baseline {
  const train = sampleRows(all, MAX_ROWS);
  const { rows, inputs, outputs } = train;
  const epochs = Math.min(MAX_EPOCHS, Math.max(MIN_EPOCHS, Math.floor(MAX_PRODUCTS / (rows * inputs * outputs))));
  const model = fit(
    {
      network: { inputs, layers: [dense(outputs)] },
      loss: outputs === 1 ? "binaryCrossEntropy" : "softmaxCrossEntropy",
      optimizer: { type: "lbfgs" },
      penalty: { l2: 1 / rows },
      scaling: { inputs: "standard" },
      epochs,
    },
    { train },
  );
  return (x) => model.predictFlat(x);
}
