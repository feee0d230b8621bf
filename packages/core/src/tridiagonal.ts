/** Solves (A + λ) β = c for many λ at the cost of one: A becomes tridiagonal once. Golub and Van Loan, Matrix Computations, §8.3.1. */

/** A symmetric matrix after a change of basis that made it tridiagonal. */
export interface Tridiagonal {
  readonly diagonal: Float64Array;
  /** Beside the diagonal, one number shorter. */
  readonly beside: Float64Array;
  /** Changes a vector back to the original basis, in place. */
  undo(vector: Float64Array): void;
}

/**
 * Householder reflections make A tridiagonal; they are applied to `vectors` too.
 * @param A `[n, n]`, only its elements on and above the diagonal are used; overwritten.
 */
export function tridiagonalize(A: Float64Array, n: number, vectors: readonly Float64Array[]): Tridiagonal {
  const diagonal = new Float64Array(n);
  const beside = new Float64Array(Math.max(0, n - 1));
  const product = new Float64Array(n);
  /** H = I − v · vᵀ, where row k holds v after its diagonal. */
  const reflect = (vector: Float64Array, k: number) => {
    let sum = 0;
    for (let j = k + 1; j < n; j++) sum += A[k * n + j] * vector[j];
    for (let j = k + 1; j < n; j++) vector[j] -= sum * A[k * n + j];
  };
  for (let k = 0; k < n; k++) {
    diagonal[k] = A[k * n + k];
    const row = A.subarray(k * n, (k + 1) * n);
    let squares = 0;
    for (let j = k + 1; j < n; j++) squares += row[j] * row[j];
    if (k === n - 1) break;
    const norm = row[k + 1] > 0 ? -Math.sqrt(squares) : Math.sqrt(squares);
    beside[k] = norm;
    if (norm === 0) continue;
    // v = (row − norm · e₁) · √(2 / |row − norm · e₁|²)
    const length = Math.sqrt(squares - norm * row[k + 1]);
    row[k + 1] -= norm;
    for (let j = k + 1; j < n; j++) row[j] /= length;

    // A − v wᵀ − w vᵀ, where p = A v and w = p − (pᵀv / 2) v
    product.fill(0);
    for (let i = k + 1; i < n; i++) {
      product[i] += A[i * n + i] * row[i];
      for (let j = i + 1; j < n; j++) {
        product[i] += A[i * n + j] * row[j];
        product[j] += A[i * n + j] * row[i];
      }
    }
    let half = 0;
    for (let j = k + 1; j < n; j++) half += 0.5 * product[j] * row[j];
    for (let j = k + 1; j < n; j++) product[j] -= half * row[j];
    for (let i = k + 1; i < n; i++)
      for (let j = i; j < n; j++) A[i * n + j] -= row[i] * product[j] + product[i] * row[j];
    for (const vector of vectors) reflect(vector, k);
  }
  return {
    diagonal,
    beside,
    undo(vector) {
      for (let k = n - 2; k >= 0; k--) if (beside[k] !== 0) reflect(vector, k);
    },
  };
}

/** β of (T + λ) β = c, and the trace of (T + λ)⁻¹, for a positive semidefinite T and λ > 0: LDLᵀ from both ends. */
export function solveTridiagonal(
  { diagonal, beside }: Tridiagonal,
  lambda: number,
  c: Float64Array,
): { beta: Float64Array; traceOfInverse: number } {
  const n = c.length;
  const beta = c.slice();
  const forward = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    forward[i] = diagonal[i] + lambda;
    if (i === 0) continue;
    const factor = beside[i - 1] / forward[i - 1];
    forward[i] -= factor * beside[i - 1];
    beta[i] -= factor * beta[i - 1];
  }
  let traceOfInverse = 0;
  let backward = 0;
  for (let i = n - 1; i >= 0; i--) {
    backward = diagonal[i] + lambda - (i < n - 1 ? (beside[i] * beside[i]) / backward : 0);
    traceOfInverse += 1 / (forward[i] + backward - diagonal[i] - lambda);
    beta[i] = (beta[i] - (i < n - 1 ? beside[i] * beta[i + 1] : 0)) / forward[i];
  }
  return { beta, traceOfInverse };
}
