/**
 * Ridge regression: ŷ = x · W + b, with a penalty on the squared weights of the standardized columns. The penalty of each target
 * is the one with the lowest error in leave-one-out cross-validation, generalized to be invariant to rotations (GCV):
 * n · Σ (y − ŷ)² / (n − degrees of freedom)². Golub, Heath and Wahba, Technometrics 21 (1979).
 */
import { fitScaler } from "./data/fit-scaler.ts";
import { gram } from "./gram.ts";
import { solveTridiagonal, tridiagonalize, type Tridiagonal } from "./tridiagonal.ts";
import type { Dataset } from "./data/dataset.ts";

/** A linear model, laid out as a dense layer: W `[inputs, outputs]` row-major, b `[outputs]`. */
export interface LinearFit {
  readonly W: Float64Array;
  readonly b: Float64Array;
  /** Its GCV error, in units that depend on the rows and targets alone: to choose among columns of the same rows. */
  readonly error: number;
}

/** Penalties per row that are compared, each √10 times the next: from nearly the mean to ordinary least squares. */
const MAX_PENALTY = 1e3;
const MIN_PENALTY = 5e-10;
const PENALTY_STEP = Math.sqrt(10);
/** A smaller penalty must lower the error by this fraction; less is rounding. */
const MIN_GAIN = 1e-5;
/** With fewer degrees of freedom per row, the model goes through all points, and GCV is 0 / 0 within rounding. */
const MIN_FREEDOM = 1e-4;
/** Smaller residuals, as a fraction of the variance, are rounding errors. */
const ROUNDING = 1e-14;

/**
 * The linear model of a dataset, its rows weighted. The intercept has no penalty. One pass over the rows computes XᵀX or,
 * if there are more columns than rows, XXᵀ, which leads to the same W.
 *
 * @param weights of the rows. Default: those of the dataset.
 */
export function fitRidge(data: Dataset, weights = data.weights): LinearFit {
  const { rows, inputs, outputs, x, y } = data;
  const { offset, scale } = fitScaler("standard", x, inputs, weights);
  const { offset: mean } = fitScaler("standard", y, outputs, weights);
  const used = Array.from({ length: rows }, (_, i) => i).filter((i) => weights?.[i] !== 0);
  const n = used.length;
  const totalWeight = weights ? weights.reduce((sum, weight) => sum + weight, 0) : n;
  const isWide = inputs > n;
  const size = isWide ? n : inputs;
  const A = new Float64Array(size * size);
  const C = Array.from({ length: outputs }, () => new Float64Array(size));
  const squares = new Float64Array(outputs);
  // Standardized rows, times √weight: all of them if there are more columns than rows, else one at a time.
  const X = new Float64Array(isWide ? n * inputs : inputs);
  for (let i = 0; i < n; i++) {
    const row = used[i];
    const root = Math.sqrt(weights ? (weights[row] * n) / totalWeight : 1);
    const z = isWide ? X.subarray(i * inputs, (i + 1) * inputs) : X;
    for (let p = 0; p < inputs; p++) z[p] = (root * (x[row * inputs + p] - offset[p])) / scale[p];
    // Only the elements on and above the diagonal.
    if (!isWide) for (let p = 0; p < inputs; p++) for (let q = p; q < inputs; q++) A[p * inputs + q] += z[p] * z[q];
    for (let j = 0; j < outputs; j++) {
      const target = root * (y[row * outputs + j] - mean[j]);
      squares[j] += target * target;
      if (isWide) C[j][i] = target;
      else for (let p = 0; p < inputs; p++) C[j][p] += z[p] * target;
    }
  }

  if (isWide) gram(A, X, n, inputs);
  const T = tridiagonalize(A, size, C);
  const W = new Float64Array(inputs * outputs);
  const b = Float64Array.from(mean);
  let error = 0;
  for (let j = 0; j < outputs; j++) {
    const { solution, lowest } = choosePenalty(T, C[j], n, squares[j], isWide);
    error += lowest;
    T.undo(solution);
    let B = solution;
    if (isWide) {
      B = new Float64Array(inputs);
      for (let k = 0; k < X.length; k++) B[k % inputs] += X[k] * solution[Math.floor(k / inputs)];
    }
    // Back to unstandardized columns: W = B / scale, b = mean − offset · W.
    for (let p = 0; p < inputs; p++) {
      W[p * outputs + j] = B[p] / scale[p];
      b[j] -= offset[p] * W[p * outputs + j];
    }
  }
  return { W, b, error };
}

/**
 * The solution of (T + λ) β = c for the λ with the lowest GCV, and that.
 * @param squares Σ (y − ȳ)² over the n rows.
 * @param isWide whether T is XXᵀ, not XᵀX.
 */
function choosePenalty(
  T: Tridiagonal,
  c: Float64Array,
  n: number,
  squares: number,
  isWide: boolean,
): { solution: Float64Array; lowest: number } {
  let lowest = Infinity;
  let solution: Float64Array = new Float64Array(c.length);
  for (let penalty = MAX_PENALTY; penalty > MIN_PENALTY; penalty /= PENALTY_STEP) {
    const lambda = penalty * n;
    const { beta, traceOfInverse } = solveTridiagonal(T, lambda, c);
    const shrunk = lambda * dot(beta, beta);
    const residual = isWide ? lambda * shrunk : squares - dot(c, beta) - shrunk;
    // n − 1 − tr (T (T + λ)⁻¹): the mean takes a degree of freedom too.
    const freedom = n - 1 - c.length + lambda * traceOfInverse;
    if (freedom < MIN_FREEDOM * n) break;
    const error = Math.max(residual, ROUNDING * squares) / (freedom * freedom);
    if (!(error < (1 - MIN_GAIN) * lowest)) continue;
    lowest = error;
    solution = beta;
  }
  return { solution, lowest };
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < b.length; k++) sum += a[k] * b[k];
  return sum;
}
