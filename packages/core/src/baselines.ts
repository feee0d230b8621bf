/** What a network must beat to earn its keep: saying the mean always, and a straight line through all inputs. */
import { applyScaler, fitScaler } from "./scaler.ts";
import type { Dataset } from "./dataset.ts";

/** Predicts `[rows, outputs]` from `[rows, inputs]`. */
export type Baseline = (x: Float64Array) => Float64Array;

/** Always says the mean of the training targets. */
export function meanBaseline(train: Dataset): Baseline {
  const { offset } = fitScaler("standard", train.y, train.outputs);
  return (x) =>
    Float64Array.from({ length: (x.length / train.inputs) * train.outputs }, (_, i) => offset[i % train.outputs]);
}

/**
 * Linear least squares on all inputs, with an intercept: ŷ = x · B + c.
 * Solved by Cholesky on standardized columns with a ridge of 1e-9 per row, so that columns that say the same (as those of
 * one category do) are no trouble.
 */
export function linearBaseline(train: Dataset): Baseline {
  const { rows, inputs, outputs } = train;
  const scaler = fitScaler("standard", train.x, inputs);
  const { offset: mean } = fitScaler("standard", train.y, outputs);
  const x = applyScaler(scaler, train.x);

  // Normal equations of centred columns: (XᵀX + ridge) B = Xᵀ(Y − mean).
  const gram = new Float64Array(inputs * inputs);
  const right = new Float64Array(inputs * outputs);
  for (let i = 0; i < rows; i++) {
    for (let p = 0; p < inputs; p++) {
      for (let q = 0; q < inputs; q++) gram[p * inputs + q] += x[i * inputs + p] * x[i * inputs + q];
      for (let j = 0; j < outputs; j++)
        right[p * outputs + j] += x[i * inputs + p] * (train.y[i * outputs + j] - mean[j]);
    }
  }
  for (let p = 0; p < inputs; p++) gram[p * inputs + p] += 1e-9 * rows;
  const B = solveCholesky(gram, right, inputs, outputs);

  return (input) => {
    const scaled = applyScaler(scaler, input);
    const predicted = new Float64Array((input.length / inputs) * outputs);
    for (let i = 0; i < predicted.length; i++) {
      const row = Math.floor(i / outputs);
      const j = i % outputs;
      let sum = mean[j];
      for (let p = 0; p < inputs; p++) sum += scaled[row * inputs + p] * B[p * outputs + j];
      predicted[i] = sum;
    }
    return predicted;
  };
}

/** X with A · X = B for a symmetric positive definite A `[n, n]` and B `[n, m]`. Golub and Van Loan, Matrix Computations, §4.2. */
function solveCholesky(A: Float64Array, B: Float64Array, n: number, m: number): Float64Array {
  const L = A.slice();
  for (let j = 0; j < n; j++) {
    for (let k = 0; k < j; k++) L[j * n + j] -= L[j * n + k] ** 2;
    L[j * n + j] = Math.sqrt(L[j * n + j]);
    for (let i = j + 1; i < n; i++) {
      for (let k = 0; k < j; k++) L[i * n + j] -= L[i * n + k] * L[j * n + k];
      L[i * n + j] /= L[j * n + j];
    }
  }
  const X = B.slice();
  for (let c = 0; c < m; c++) {
    for (let i = 0; i < n; i++) {
      for (let k = 0; k < i; k++) X[i * m + c] -= L[i * n + k] * X[k * m + c];
      X[i * m + c] /= L[i * n + i];
    }
    for (let i = n - 1; i >= 0; i--) {
      for (let k = i + 1; k < n; k++) X[i * m + c] -= L[k * n + i] * X[k * m + c];
      X[i * m + c] /= L[i * n + i];
    }
  }
  return X;
}
