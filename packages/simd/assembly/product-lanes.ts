/** What the products are made of: vectors of 16 bytes, and how one multiplies and adds. */

/** How many numbers a vector holds: 2 of 64 bits, 4 of 32. */
// @inline
export function lanes<T>(): usize {
  return 16 / sizeof<T>();
}

/** Whether a multiply-add is one instruction: with numbers of 32 bits, where the engine has it. It may round once or twice. */
// @inline
export function isFused<T>(): bool {
  return ASC_FEATURE_RELAXED_SIMD && sizeof<T>() == 4;
}

/** sum + a·b. Numbers of 64 bits are rounded twice, as in plain TypeScript. */
// @inline
export function multiplyAdd<T>(sum: v128, a: v128, b: v128): v128 {
  if (isFused<T>()) return f32x4.relaxed_madd(a, b, sum);
  else return v128.add<T>(sum, v128.mul<T>(a, b));
}

/**
 * Where the outputs of a ReLU are above 0. Their bits are in order as those of integers are, which processors compare in units
 * that multiply and add nothing.
 */
// @inline
export function isActive<T>(a: v128, zero: v128): v128 {
  return sizeof<T>() == 8 ? i64x2.gt_s(a, zero) : i32x4.gt_s(a, zero);
}

/** Writes the first `count` numbers of a vector, at most all. */
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

/** Writes the numbers of a vector that lie before `end`, if any. */
// @inline
export function storeBefore<T>(end: usize, out: usize, vector: v128): void {
  if (out + 16 <= end) v128.store(out, vector);
  else if (out < end) storeFirst<T>(out, vector, (end - out) / sizeof<T>());
}

/** A number as a type, so that the compiler knows it: `count<Six>()` is 6. */
// @inline
export function count<N>(): usize {
  return offsetof<N>();
}

@unmanaged
export class One {
  _1: u8;
}
@unmanaged
export class Two extends One {
  _2: u8;
}
@unmanaged
export class Three extends Two {
  _3: u8;
}
@unmanaged
export class Four extends Three {
  _4: u8;
}
@unmanaged
export class Five extends Four {
  _5: u8;
}
@unmanaged
export class Six extends Five {
  _6: u8;
}
