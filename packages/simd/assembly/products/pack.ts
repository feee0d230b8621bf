/**
 * Copies parts of a product's sides in the order in which the tiles read them: a panel holds some rows of the left side, or
 * some columns of the right side, term after term.
 */
import { lanes } from "./lanes";

/**
 * Packs `width` rows or columns, at most four vectors, of `terms` terms. A term takes `step` bytes, enough for whole vectors.
 * In `from`, rows or columns are `across` bytes apart and terms `along` bytes; one of the two is the size of a number. Writes
 * up to 3 terms and 16 bytes more; what is after the last row or column is undefined.
 */
export function pack<T>(
  panel: usize, step: usize, from: usize, across: usize, along: usize, terms: usize, width: usize,
): void {
  if (across == sizeof<T>()) {
    const end = panel + terms * step;
    for (; panel < end; panel += step, from += along) {
      v128.store(panel, v128.load(from));
      v128.store(panel, v128.load(from, 16), 16);
      if (width <= 2 * lanes<T>()) continue;
      v128.store(panel, v128.load(from, 32), 32);
      v128.store(panel, v128.load(from, 48), 48);
    }
    return;
  }
  const last = from + (width - 1) * across;
  for (; from <= last; from += lanes<T>() * across, panel += 16) {
    const end = from + terms * sizeof<T>();
    // Rows or columns beyond the last are copies of it.
    const from1 = min(from + across, last);
    if (sizeof<T>() == 8) transpose64(panel, step, from, from1, end);
    else if (from1 == last) transpose2(panel, step, from, from1, end);
    else transpose4(panel, step, from, from1, from1 + across, min(from1 + 2 * across, last), end);
  }
}

/** Two rows of 64-bit numbers, up to the address `end` in the first. */
function transpose64(panel: usize, step: usize, row0: usize, row1: usize, end: usize): void {
  for (; row0 < end; row0 += 16, row1 += 16) {
    const a = v128.load(row0);
    const b = v128.load(row1);
    v128.store(panel, f64x2.shuffle(a, b, 0, 2));
    panel += step;
    v128.store(panel, f64x2.shuffle(a, b, 1, 3));
    panel += step;
  }
}

/** Two rows of 32-bit numbers. */
function transpose2(panel: usize, step: usize, row0: usize, row1: usize, end: usize): void {
  for (; row0 < end; row0 += 16, row1 += 16) {
    const a = v128.load(row0);
    const b = v128.load(row1);
    const low = f32x4.shuffle(a, b, 0, 4, 1, 5);
    v128.store64_lane(panel, low, 0);
    panel += step;
    v128.store64_lane(panel, low, 1);
    panel += step;
    const high = f32x4.shuffle(a, b, 2, 6, 3, 7);
    v128.store64_lane(panel, high, 0);
    panel += step;
    v128.store64_lane(panel, high, 1);
    panel += step;
  }
}

/** Four rows of 32-bit numbers. */
function transpose4(panel: usize, step: usize, row0: usize, row1: usize, row2: usize, row3: usize, end: usize): void {
  for (; row0 < end; row0 += 16, row1 += 16, row2 += 16, row3 += 16) {
    const a = v128.load(row0);
    const b = v128.load(row1);
    const c = v128.load(row2);
    const d = v128.load(row3);
    const ab = f32x4.shuffle(a, b, 0, 4, 1, 5);
    const cd = f32x4.shuffle(c, d, 0, 4, 1, 5);
    v128.store(panel, f64x2.shuffle(ab, cd, 0, 2));
    panel += step;
    v128.store(panel, f64x2.shuffle(ab, cd, 1, 3));
    panel += step;
    const ab2 = f32x4.shuffle(a, b, 2, 6, 3, 7);
    const cd2 = f32x4.shuffle(c, d, 2, 6, 3, 7);
    v128.store(panel, f64x2.shuffle(ab2, cd2, 0, 2));
    panel += step;
    v128.store(panel, f64x2.shuffle(ab2, cd2, 1, 3));
    panel += step;
  }
}
