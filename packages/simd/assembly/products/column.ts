/**
 * One column of a product: out = initial + left · right, where left is `[rows, terms]` and right a column of terms. Four rows
 * at a time, side by side in vectors: few enough that all pointers stay in registers and that a processor starts on the next
 * four while these wait for their last sums.
 */
import { multiplyAdd, storeBefore } from "./lanes";

/** Terms are contiguous in both; rows of `left` are `leftStep` bytes apart. `initial` points to one number, or is 0 for zero. */
export function column<T>(
  out: usize, left: usize, leftStep: usize, right: usize, initial: usize, rows: usize, terms: usize,
): void {
  const start = initial ? v128.load_splat<T>(initial) : v128.splat<T>(0);
  const end = right + terms * sizeof<T>();
  const outEnd = out + rows * sizeof<T>();
  for (; out < outEnd; out += 4 * sizeof<T>(), left += 4 * leftStep, rows -= 4) {
    // Rows beyond the last are copies of it, and never stored.
    let row0 = left;
    let row1 = row0 + (<isize>rows > 1 ? leftStep : 0);
    let row2 = row1 + (<isize>rows > 2 ? leftStep : 0);
    let row3 = row2 + (<isize>rows > 3 ? leftStep : 0);
    let sum0 = start;
    let sum1 = start;
    // A vector of terms of each row; the last may have fewer.
    for (let at = right; at < end; at += 16) {
      const a0 = v128.load(row0);
      const a1 = v128.load(row1);
      const a2 = v128.load(row2);
      const a3 = v128.load(row3);
      if (sizeof<T>() == 8) {
        const b0 = v128.load64_splat(at);
        sum0 = multiplyAdd<T>(sum0, f64x2.shuffle(a0, a1, 0, 2), b0);
        sum1 = multiplyAdd<T>(sum1, f64x2.shuffle(a2, a3, 0, 2), b0);
        if (at + 8 == end) break;
        const b1 = v128.load64_splat(at, 8);
        sum0 = multiplyAdd<T>(sum0, f64x2.shuffle(a0, a1, 1, 3), b1);
        sum1 = multiplyAdd<T>(sum1, f64x2.shuffle(a2, a3, 1, 3), b1);
      } else {
        const low01 = f32x4.shuffle(a0, a1, 0, 4, 1, 5);
        const low23 = f32x4.shuffle(a2, a3, 0, 4, 1, 5);
        sum0 = multiplyAdd<T>(sum0, f64x2.shuffle(low01, low23, 0, 2), v128.load32_splat(at));
        if (at + 4 == end) break;
        sum0 = multiplyAdd<T>(sum0, f64x2.shuffle(low01, low23, 1, 3), v128.load32_splat(at, 4));
        if (at + 8 == end) break;
        const high01 = f32x4.shuffle(a0, a1, 2, 6, 3, 7);
        const high23 = f32x4.shuffle(a2, a3, 2, 6, 3, 7);
        sum0 = multiplyAdd<T>(sum0, f64x2.shuffle(high01, high23, 0, 2), v128.load32_splat(at, 8));
        if (at + 12 == end) break;
        sum0 = multiplyAdd<T>(sum0, f64x2.shuffle(high01, high23, 1, 3), v128.load32_splat(at, 12));
      }
      row0 += 16;
      row1 += 16;
      row2 += 16;
      row3 += 16;
    }
    storeBefore<T>(outEnd, out, sum0);
    if (sizeof<T>() == 8) storeBefore<T>(outEnd, out + 16, sum1);
  }
}
