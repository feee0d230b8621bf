/**
 * A product of one term through a ReLU: out = max(0, initial + left · right) on the way forward; on the way back left · right
 * where the ReLU let numbers pass, else 0. There is nothing to sum, so each number is written once, when all is done with it.
 */
import { count, Five, Four, lanes, multiplyAdd, One, storeFirst, Three, Two } from "./product-lanes";

/** The two ways, as types. */
@unmanaged
export class Forward extends One {}
@unmanaged
export class Back extends Two {}

/**
 * `left` is a column of `rows` numbers; `right` and `initial` have `columns`, `initial` is 0 for zeros. `gate` is laid out like
 * `out`: on the way back numbers pass where its numbers are above 0.
 */
export function outer<T, Way>(
  out: usize,
  left: usize,
  right: usize,
  initial: usize,
  gate: usize,
  rows: usize,
  columns: usize,
): void {
  const step = columns * sizeof<T>();
  const leftEnd = left + rows * sizeof<T>();
  const end = out + step;
  for (; out + 80 <= end; out += 80, right += 80, gate += 80) {
    band<T, Way, Five>(out, step, left, leftEnd, right, initial, gate, columns);
    if (initial) initial += 80;
  }
  for (; out + 32 <= end; out += 32, right += 32, gate += 32) {
    band<T, Way, Two>(out, step, left, leftEnd, right, initial, gate, columns);
    if (initial) initial += 32;
  }
  for (; out < end; out += 16, right += 16, gate += 16) {
    // Where columns fill a vector, the last one overlaps the one before: it writes the same numbers again.
    const back = columns < lanes<T>() || out + 16 <= end ? 0 : out + 16 - end;
    const from = initial ? initial - back : 0;
    band<T, Way, One>(out - back, step, left, leftEnd, right - back, from, gate - back, columns);
    if (initial) initial += 16;
  }
}

/** One, two or five vectors of columns of every row; of one alone only the first `columns` numbers are written. */
// @inline
function band<T, Way, Vectors>(
  out: usize,
  step: usize,
  left: usize,
  leftEnd: usize,
  right: usize,
  initial: usize,
  gate: usize,
  columns: usize,
): void {
  const right0 = v128.load(right);
  const right1 = count<Vectors>() > 1 ? v128.load(right, 16) : right0;
  const right2 = count<Vectors>() > 2 ? v128.load(right, 32) : right0;
  const right3 = count<Vectors>() > 2 ? v128.load(right, 48) : right0;
  const right4 = count<Vectors>() > 2 ? v128.load(right, 64) : right0;
  // Not a constant, which would be made anew each time.
  const zero = v128.xor(right0, right0);
  let initial0 = zero;
  let initial1 = zero;
  let initial2 = zero;
  let initial3 = zero;
  let initial4 = zero;
  if (initial) {
    initial0 = v128.load(initial);
    if (count<Vectors>() > 1) initial1 = v128.load(initial, 16);
    if (count<Vectors>() > 2) {
      initial2 = v128.load(initial, 32);
      initial3 = v128.load(initial, 48);
      initial4 = v128.load(initial, 64);
    }
  }
  do {
    const a = v128.load_splat<T>(left);
    const sum0 = passed<T, Way, One>(multiplyAdd<T>(initial0, a, right0), gate, zero);
    if (count<Vectors>() > 1 || columns >= lanes<T>()) v128.store(out, sum0);
    else storeFirst<T>(out, sum0, columns);
    if (count<Vectors>() > 1) v128.store(out, passed<T, Way, Two>(multiplyAdd<T>(initial1, a, right1), gate, zero), 16);
    if (count<Vectors>() > 2) {
      v128.store(out, passed<T, Way, Three>(multiplyAdd<T>(initial2, a, right2), gate, zero), 32);
      v128.store(out, passed<T, Way, Four>(multiplyAdd<T>(initial3, a, right3), gate, zero), 48);
      v128.store(out, passed<T, Way, Five>(multiplyAdd<T>(initial4, a, right4), gate, zero), 64);
    }
    left += sizeof<T>();
    out += step;
    gate += step;
  } while (left < leftEnd);
}

/** The N-th vector, through the ReLU: `z > 0 ? z : 0`, so NaN becomes 0. */
// @inline
function passed<T, Way, N>(sum: v128, gate: usize, zero: v128): v128 {
  if (count<Way>() == count<Forward>()) return v128.pmax<T>(zero, sum);
  return v128.and(sum, v128.gt<T>(v128.load(gate, 16 * count<N>() - 16), zero));
}

/** The same for products that are there already, in `bytes` bytes. */
export function pass<T, Way>(out: usize, gate: usize, bytes: usize): void {
  const zero = v128.splat<T>(0);
  const end = out + bytes;
  for (; out < end; out += 16, gate += 16) {
    const number = passed<T, Way, One>(v128.load(out), gate, zero);
    if (out + 16 <= end) v128.store(out, number);
    else storeFirst<T>(out, number, (end - out) / sizeof<T>());
  }
}
