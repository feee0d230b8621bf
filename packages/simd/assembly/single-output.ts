/**
 * Backward through a last layer of one unit, as in regressions, over a ReLU layer: one pass over the outputs of the layer below
 * in place of three products, which would have nothing to sum or only one row of sums.
 */
import { isActive, lanes, multiplyAdd, storeBefore, storeFirst } from "./products/lanes";

/**
 * For all `rows` of a batch, from dz `[rows]` of the last layer and a `[rows, inputs]` of the layer below: dzBelow = dz · Wᵀ where
 * a > 0, else 0; dW = aᵀ · dz; db = Σ dz; dbBelow = Σ dzBelow. All sums are in the order of the rows. Writes up to 31 bytes
 * after dzBelow.
 */
export function backwardSingle<T>(
  dzBelow: usize, dbBelow: usize, dW: usize, db: usize, a: usize, dz: usize, W: usize, rows: usize, inputs: usize,
): void {
  const step = inputs * sizeof<T>();
  const zero = v128.splat<T>(0);
  const end = dz + rows * sizeof<T>();
  // Two vectors of columns at a time, from the last columns to the first: the last vector may reach into the next row, which is
  // written later.
  for (let at = ((inputs - 1) / (2 * lanes<T>())) << 5; <isize>at >= 0; at -= 32) {
    const W0 = v128.load(W + at);
    const W1 = v128.load(W + at, 16);
    let dW0 = zero;
    let dW1 = zero;
    let dbBelow0 = zero;
    let dbBelow1 = zero;
    let sum = zero;
    let ai = a + at;
    let out = dzBelow + at;
    for (let di = dz; di < end; di += sizeof<T>(), ai += step, out += step) {
      const d = v128.load_splat<T>(di);
      sum = v128.add<T>(sum, d);
      const a0 = v128.load(ai);
      const dz0 = v128.and(v128.mul<T>(d, W0), isActive<T>(a0, zero));
      dW0 = multiplyAdd<T>(dW0, d, a0);
      dbBelow0 = v128.add<T>(dbBelow0, dz0);
      v128.store(out, dz0);
      const a1 = v128.load(ai, 16);
      const dz1 = v128.and(v128.mul<T>(d, W1), isActive<T>(a1, zero));
      dW1 = multiplyAdd<T>(dW1, d, a1);
      dbBelow1 = v128.add<T>(dbBelow1, dz1);
      v128.store(out, dz1, 16);
    }
    storeBefore<T>(dW + step, dW + at, dW0);
    storeBefore<T>(dW + step, dW + at + 16, dW1);
    storeBefore<T>(dbBelow + step, dbBelow + at, dbBelow0);
    storeBefore<T>(dbBelow + step, dbBelow + at + 16, dbBelow1);
    storeFirst<T>(db, sum, 1);
  }
}
