/**
 * A product of one term through a ReLU: out = max(0, initial + left · right). There is nothing to sum, so each number is written
 * once, when all is done with it.
 */
import { count, Five, Four, lanes, multiplyAdd, One, storeFirst, Three, Two } from "./product-lanes";

/** `left` is a column of `rows` numbers; `right` and `initial` have `columns`. */
export function outer<T>(out: usize, left: usize, right: usize, initial: usize, rows: usize, columns: usize): void {
  const step = columns * sizeof<T>();
  const leftEnd = left + rows * sizeof<T>();
  const end = out + step;
  for (; out + 80 <= end; out += 80, right += 80, initial += 80) {
    band<T, Five>(out, step, left, leftEnd, right, initial, columns);
  }
  for (; out + 32 <= end; out += 32, right += 32, initial += 32) {
    band<T, Two>(out, step, left, leftEnd, right, initial, columns);
  }
  for (; out < end; out += 16, right += 16, initial += 16) {
    // Where columns fill a vector, the last one overlaps the one before: it writes the same numbers again.
    const back = columns < lanes<T>() || out + 16 <= end ? 0 : out + 16 - end;
    band<T, One>(out - back, step, left, leftEnd, right - back, initial - back, columns);
  }
}

/** One, two or five vectors of columns of every row; of one alone only the first `columns` numbers are written. */
// @inline
function band<T, Vectors>(
  out: usize,
  step: usize,
  left: usize,
  leftEnd: usize,
  right: usize,
  initial: usize,
  columns: usize,
): void {
  const right0 = v128.load(right);
  const right1 = count<Vectors>() > 1 ? v128.load(right, 16) : right0;
  const right2 = count<Vectors>() > 2 ? v128.load(right, 32) : right0;
  const right3 = count<Vectors>() > 2 ? v128.load(right, 48) : right0;
  const right4 = count<Vectors>() > 2 ? v128.load(right, 64) : right0;
  // Not a constant, which would be made anew each time.
  const zero = v128.xor(right0, right0);
  const initial0 = v128.load(initial);
  const initial1 = count<Vectors>() > 1 ? v128.load(initial, 16) : zero;
  const initial2 = count<Vectors>() > 2 ? v128.load(initial, 32) : zero;
  const initial3 = count<Vectors>() > 2 ? v128.load(initial, 48) : zero;
  const initial4 = count<Vectors>() > 2 ? v128.load(initial, 64) : zero;
  do {
    const a = v128.load_splat<T>(left);
    const sum0 = v128.pmax<T>(zero, multiplyAdd<T>(initial0, a, right0));
    if (count<Vectors>() > 1 || columns >= lanes<T>()) v128.store(out, sum0);
    else storeFirst<T>(out, sum0, columns);
    if (count<Vectors>() > 1) v128.store(out, v128.pmax<T>(zero, multiplyAdd<T>(initial1, a, right1)), 16);
    if (count<Vectors>() > 2) {
      v128.store(out, v128.pmax<T>(zero, multiplyAdd<T>(initial2, a, right2)), 32);
      v128.store(out, v128.pmax<T>(zero, multiplyAdd<T>(initial3, a, right3)), 48);
      v128.store(out, v128.pmax<T>(zero, multiplyAdd<T>(initial4, a, right4)), 64);
    }
    left += sizeof<T>();
    out += step;
  } while (left < leftEnd);
}
