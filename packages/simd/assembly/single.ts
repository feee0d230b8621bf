/**
 * The way back through a last layer of one unit, as regressions have it, over a ReLU: what else would be three products, each
 * of them with nothing to sum or a single row of sums, is one pass over the outputs of the layer below.
 */
import { count, isActive, lanes, multiplyAdd, One, storeFirst, Two } from "./product-lanes";

/**
 * For all `rows` of a batch, from dz `[rows]` of the layer and a `[rows, inputs]` of the one below: dzBelow = dz · Wᵀ where
 * a > 0, else 0; dW = aᵀ · dz; db = Σ dz; dbBelow = Σ dzBelow. The order of all sums is that of the rows. Behind dzBelow up to
 * 15 bytes are written.
 */
export function backwardSingle<T>(
  dzBelow: usize,
  dbBelow: usize,
  dW: usize,
  db: usize,
  a: usize,
  dz: usize,
  W: usize,
  rows: usize,
  inputs: usize,
): void {
  // From the last columns to the first: a vector may write beyond its row, where the first columns of the next will be.
  let left = (inputs + lanes<T>() - 1) / lanes<T>();
  let width = inputs - (left - 1) * lanes<T>();
  while (left > 0) {
    const some: usize = left & 1 ? 1 : 2;
    left -= some;
    const at = left << 4;
    if (some == 2) columns<T, Two>(dzBelow + at, dbBelow + at, dW + at, db, a + at, dz, W + at, rows, inputs, width);
    else columns<T, One>(dzBelow + at, dbBelow + at, dW + at, db, a + at, dz, W + at, rows, inputs, width);
    width = lanes<T>();
  }
}

/** One or two vectors of columns; the last of them has `width` numbers. */
function columns<T, Vectors>(
  dzBelow: usize,
  dbBelow: usize,
  dW: usize,
  db: usize,
  a: usize,
  dz: usize,
  W: usize,
  rows: usize,
  inputs: usize,
  width: usize,
): void {
  const zero = v128.splat<T>(0);
  const step = inputs * sizeof<T>();
  const W0 = v128.load(W);
  const W1 = count<Vectors>() > 1 ? v128.load(W, 16) : zero;
  let dW0 = zero;
  let dW1 = zero;
  let dbBelow0 = zero;
  let dbBelow1 = zero;
  let sum = zero;
  const end = dz + rows * sizeof<T>();
  for (; dz < end; dz += sizeof<T>(), a += step, dzBelow += step) {
    const d = v128.load_splat<T>(dz);
    sum = v128.add<T>(sum, d);
    const a0 = v128.load(a);
    const dz0 = v128.and(v128.mul<T>(d, W0), isActive<T>(a0, zero));
    dW0 = multiplyAdd<T>(dW0, d, a0);
    dbBelow0 = v128.add<T>(dbBelow0, dz0);
    v128.store(dzBelow, dz0);
    if (count<Vectors>() > 1) {
      const a1 = v128.load(a, 16);
      const dz1 = v128.and(v128.mul<T>(d, W1), isActive<T>(a1, zero));
      dW1 = multiplyAdd<T>(dW1, d, a1);
      dbBelow1 = v128.add<T>(dbBelow1, dz1);
      v128.store(dzBelow, dz1, 16);
    }
  }
  storeFirst<T>(db, sum, 1);
  put<T, One, Vectors>(dW, dW0, width);
  put<T, One, Vectors>(dbBelow, dbBelow0, width);
  if (count<Vectors>() > 1) {
    put<T, Two, Vectors>(dW, dW1, width);
    put<T, Two, Vectors>(dbBelow, dbBelow1, width);
  }
}

/** Writes the N-th vector of some, of which the last has `width` numbers. */
// @inline
function put<T, N, Vectors>(out: usize, vector: v128, width: usize): void {
  if (count<N>() < count<Vectors>() || width == lanes<T>()) v128.store(out, vector, 16 * count<N>() - 16);
  else storeFirst<T>(out + 16 * count<N>() - 16, vector, width);
}
