/**
 * One row of a product: out = initial + left · right, where left is a row of terms and right `[terms, columns]`. Six vectors of
 * columns at a time, since each waits for its own last sum; columns beyond the last are read but not stored.
 */
import { multiplyAdd, storeBefore } from "./lanes";

/**
 * Steps are bytes from term to term; `rightStep` is not 0. There is at least one term. `initial` points to a row of columns, or
 * is 0 for zeros. If `total` is not 0, the sum of the terms of `left` is stored there.
 */
export function row<T>(
  out: usize, left: usize, leftStep: usize, right: usize, rightStep: usize, initial: usize, columns: usize,
  terms: usize, total: usize,
): void {
  const end = out + columns * sizeof<T>();
  for (; out < end; out += 96, right += 96) {
    let sum0 = v128.splat<T>(0);
    let sum1 = sum0;
    let sum2 = sum0;
    let sum3 = sum0;
    let sum4 = sum0;
    let sum5 = sum0;
    let lefts = sum0;
    if (initial) {
      sum0 = v128.load(initial);
      sum1 = v128.load(initial, 16);
      sum2 = v128.load(initial, 32);
      sum3 = v128.load(initial, 48);
      sum4 = v128.load(initial, 64);
      sum5 = v128.load(initial, 80);
      initial += 96;
    }
    let from = left;
    const rightEnd = right + terms * rightStep;
    for (let at = right; at < rightEnd; at += rightStep, from += leftStep) {
      const a = v128.load_splat<T>(from);
      lefts = v128.add<T>(lefts, a);
      sum0 = multiplyAdd<T>(sum0, a, v128.load(at));
      sum1 = multiplyAdd<T>(sum1, a, v128.load(at, 16));
      sum2 = multiplyAdd<T>(sum2, a, v128.load(at, 32));
      sum3 = multiplyAdd<T>(sum3, a, v128.load(at, 48));
      sum4 = multiplyAdd<T>(sum4, a, v128.load(at, 64));
      sum5 = multiplyAdd<T>(sum5, a, v128.load(at, 80));
    }
    if (total) v128.store_lane<T>(total, lefts, 0);
    storeBefore<T>(end, out, sum0);
    storeBefore<T>(end, out + 16, sum1);
    storeBefore<T>(end, out + 32, sum2);
    storeBefore<T>(end, out + 48, sum3);
    storeBefore<T>(end, out + 64, sum4);
    storeBefore<T>(end, out + 80, sum5);
  }
}
