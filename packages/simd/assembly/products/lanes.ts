/** The building blocks of the products: vectors of 16 bytes, multiply-add, and stores of parts of a vector. */

/** Numbers in a vector: 2 of 64 bits, 4 of 32. */
// @inline
export function lanes<T>(): usize {
  return 16 / sizeof<T>();
}

/** Whether a multiply-add is one instruction: for 32-bit numbers with relaxed SIMD. It may round once or twice. */
// @inline
export function isFused<T>(): bool {
  return ASC_FEATURE_RELAXED_SIMD && sizeof<T>() == 4;
}

/** sum + a·b. 64-bit numbers are rounded twice, as in plain TypeScript. */
// @inline
export function multiplyAdd<T>(sum: v128, a: v128, b: v128): v128 {
  if (isFused<T>()) return f32x4.relaxed_madd(a, b, sum);
  else return v128.add<T>(sum, v128.mul<T>(a, b));
}

/**
 * A mask of the outputs of a ReLU that are above 0. Their bits sort as integers do, which processors compare in units that are
 * not busy with multiply-adds.
 */
// @inline
export function isActive<T>(a: v128, zero: v128): v128 {
  return sizeof<T>() == 8 ? i64x2.gt_s(a, zero) : i32x4.gt_s(a, zero);
}

/** Stores the first `count` numbers of a vector; all if there are fewer. */
export function storeFirst<T>(out: usize, vector: v128, count: usize): void {
  if (count >= lanes<T>()) {
    v128.store(out, vector);
    return;
  }
  v128.store_lane<T>(out, vector, 0);
  if (sizeof<T>() == 4) {
    if (count > 1) v128.store_lane<T>(out, vector, 1, sizeof<T>());
    if (count > 2) v128.store_lane<T>(out, vector, 2, 2 * sizeof<T>());
  }
}

/** Stores the numbers of a vector before the address `end`, if any. */
// @inline
export function storeBefore<T>(end: usize, out: usize, vector: v128): void {
  if (out + 16 <= end) v128.store(out, vector);
  else if (out < end) storeFirst<T>(out, vector, (end - out) / sizeof<T>());
}

/** A number as a type, so that it is a compile-time constant: `count<Six>()` is 6. */
// @inline
export function count<N>(): usize {
  return offsetof<N>();
}

@unmanaged export class One { _1: u8; }
@unmanaged export class Two extends One { _2: u8; }
@unmanaged export class Three extends Two { _3: u8; }
@unmanaged export class Four extends Three { _4: u8; }
@unmanaged export class Five extends Four { _5: u8; }
@unmanaged export class Six extends Five { _6: u8; }
