/**
 * A tile of a product: 4 or 6 rows by 1 or 2 vectors of columns, with all its sums in registers during the loop over the terms.
 * 6 × 2 sums, 2 vectors of the right side and 1 number of the left fill the 15 registers available, and 12 sums keep a machine
 * busy that starts two multiply-adds a cycle with a latency of four cycles.
 */
import { count, lanes, multiplyAdd, storeFirst } from "./lanes";

/**
 * out = initial + left · right, over at least one term. In `left` the rows of a term are contiguous, in `right` the columns of a
 * term. Steps are bytes: from row to row in `out` and `initial`, from term to term in `left` and `right`. In the last vector of
 * each row all numbers are read but only the first `last` are stored.
 */
// @inline
export function tile<T, Rows, Vectors>(
  out: usize, outStep: usize, left: usize, leftStep: usize, right: usize, rightStep: usize, terms: usize,
  initial: usize, initialStep: usize, last: usize,
): void {
  let sum00 = v128.load(initial);
  let sum01 = sum00;
  if (count<Vectors>() > 1) sum01 = v128.load(initial, 16);
  initial += initialStep;
  let sum10 = v128.load(initial);
  let sum11 = sum10;
  if (count<Vectors>() > 1) sum11 = v128.load(initial, 16);
  initial += initialStep;
  let sum20 = v128.load(initial);
  let sum21 = sum20;
  if (count<Vectors>() > 1) sum21 = v128.load(initial, 16);
  initial += initialStep;
  let sum30 = v128.load(initial);
  let sum31 = sum30;
  if (count<Vectors>() > 1) sum31 = v128.load(initial, 16);
  let sum40 = sum30;
  let sum41 = sum30;
  let sum50 = sum30;
  let sum51 = sum30;
  if (count<Rows>() > 4) {
    initial += initialStep;
    sum40 = v128.load(initial);
    if (count<Vectors>() > 1) sum41 = v128.load(initial, 16);
    initial += initialStep;
    sum50 = v128.load(initial);
    if (count<Vectors>() > 1) sum51 = v128.load(initial, 16);
  }

  const end = right + terms * rightStep;
  do {
    const right0 = v128.load(right);
    let right1 = right0;
    if (count<Vectors>() > 1) right1 = v128.load(right, 16);
    const row0 = v128.load_splat<T>(left);
    sum00 = multiplyAdd<T>(sum00, row0, right0);
    if (count<Vectors>() > 1) sum01 = multiplyAdd<T>(sum01, row0, right1);
    const row1 = v128.load_splat<T>(left, sizeof<T>());
    sum10 = multiplyAdd<T>(sum10, row1, right0);
    if (count<Vectors>() > 1) sum11 = multiplyAdd<T>(sum11, row1, right1);
    const row2 = v128.load_splat<T>(left, 2 * sizeof<T>());
    sum20 = multiplyAdd<T>(sum20, row2, right0);
    if (count<Vectors>() > 1) sum21 = multiplyAdd<T>(sum21, row2, right1);
    const row3 = v128.load_splat<T>(left, 3 * sizeof<T>());
    sum30 = multiplyAdd<T>(sum30, row3, right0);
    if (count<Vectors>() > 1) sum31 = multiplyAdd<T>(sum31, row3, right1);
    if (count<Rows>() > 4) {
      const row4 = v128.load_splat<T>(left, 4 * sizeof<T>());
      sum40 = multiplyAdd<T>(sum40, row4, right0);
      if (count<Vectors>() > 1) sum41 = multiplyAdd<T>(sum41, row4, right1);
      const row5 = v128.load_splat<T>(left, 5 * sizeof<T>());
      sum50 = multiplyAdd<T>(sum50, row5, right0);
      if (count<Vectors>() > 1) sum51 = multiplyAdd<T>(sum51, row5, right1);
    }
    left += leftStep;
    right += rightStep;
  } while (right < end);

  storeRow<T, Vectors>(out, sum00, sum01, last);
  out += outStep;
  storeRow<T, Vectors>(out, sum10, sum11, last);
  out += outStep;
  storeRow<T, Vectors>(out, sum20, sum21, last);
  out += outStep;
  storeRow<T, Vectors>(out, sum30, sum31, last);
  if (count<Rows>() > 4) {
    out += outStep;
    storeRow<T, Vectors>(out, sum40, sum41, last);
    out += outStep;
    storeRow<T, Vectors>(out, sum50, sum51, last);
  }
}

// @inline
function storeRow<T, Vectors>(out: usize, sum0: v128, sum1: v128, last: usize): void {
  if (count<Vectors>() > 1) {
    v128.store(out, sum0);
    if (last == lanes<T>()) v128.store(out, sum1, 16);
    else storeFirst<T>(out + 16, sum1, last);
  } else if (last == lanes<T>()) v128.store(out, sum0);
  else storeFirst<T>(out, sum0, last);
}
