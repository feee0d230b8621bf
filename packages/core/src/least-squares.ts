/** Linear least squares: ŷ = x · W + b. */
import { applyScaler, fitScaler } from "./data/scaler.ts";
import type { Dataset } from "./data/dataset.ts";

/** A linear model, laid out as a dense layer: W `[inputs, outputs]` row-major, b `[outputs]`. */
export interface LinearFit {
  readonly W: Float64Array;
  readonly b: Float64Array;
}

/**
 * Linear least squares with an intercept: normal equations of the standardized columns, solved by Cholesky decomposition.
 * A ridge of 1e-9 per row handles linearly dependent columns, such as those of one category.
 */
export function fitLinear(data: Dataset): LinearFit {
  const { rows, inputs, outputs } = data;
  const { offset, scale } = fitScaler("standard", data.x, inputs);
  const { offset: mean } = fitScaler("standard", data.y, outputs);
  const x = applyScaler({ offset, scale }, data.x);

  // (XᵀX + ridge) B = Xᵀ(Y − mean)
  const gram = new Float64Array(inputs * inputs);
  const right = new Float64Array(inputs * outputs);
  for (let i = 0; i < rows; i++) {
    for (let p = 0; p < inputs; p++) {
      const xip = x[i * inputs + p];
      for (let q = 0; q < inputs; q++) gram[p * inputs + q] += xip * x[i * inputs + q];
      for (let j = 0; j < outputs; j++) right[p * outputs + j] += xip * (data.y[i * outputs + j] - mean[j]);
    }
  }
  for (let p = 0; p < inputs; p++) gram[p * inputs + p] += 1e-9 * rows;
  const B = solveCholesky(gram, right, inputs, outputs);

  // Back to unstandardized columns: W = B / scale, b = mean − offset · W.
  const W = B.map((value, k) => value / scale[Math.floor(k / outputs)]);
  const b = Float64Array.from(mean);
  for (let p = 0; p < inputs; p++) for (let j = 0; j < outputs; j++) b[j] -= offset[p] * W[p * outputs + j];
  return { W, b };
}

/** Solves A · X = B for a symmetric positive definite A `[n, n]` and B `[n, m]`. Golub and Van Loan, Matrix Computations, §4.2. */
function solveCholesky(A: Float64Array, B: Float64Array, n: number, m: number): Float64Array {
  const L = A.slice();
  for (let j = 0; j < n; j++) {
    for (let k = 0; k < j; k++) L[j * n + j] -= L[j * n + k] * L[j * n + k];
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
