/** Loops over whole vectors of numbers, two or four at a time. */

/** The squared Euclidean norm, in 64 bits and in four sums, each over every fourth number, as in core. */
export function squaredLength<T>(vector: usize, count: usize): f64 {
  let sum01 = f64x2.splat(0);
  let sum23 = f64x2.splat(0);
  const whole = vector + (count & ~3) * sizeof<T>();
  for (; vector < whole; vector += 4 * sizeof<T>()) {
    const a = pairAt<T>(vector);
    const b = pairAt<T>(vector + 2 * sizeof<T>());
    sum01 = f64x2.add(sum01, f64x2.mul(a, a));
    sum23 = f64x2.add(sum23, f64x2.mul(b, b));
  }
  // Up to three numbers are left, and other data may follow: each is squared alone.
  const left = count & 3;
  if (left > 0) sum01 = f64x2.add(sum01, square<T>(vector, 0));
  if (left > 1) sum01 = f64x2.add(sum01, square<T>(vector + sizeof<T>(), 1));
  if (left > 2) sum23 = f64x2.add(sum23, square<T>(vector + 2 * sizeof<T>(), 0));
  return (
    f64x2.extract_lane(sum01, 0) +
    f64x2.extract_lane(sum01, 1) +
    (f64x2.extract_lane(sum23, 0) + f64x2.extract_lane(sum23, 1))
  );
}

// @inline
function pairAt<T>(at: usize): v128 {
  return sizeof<T>() == 8 ? v128.load(at) : f64x2.promote_low_f32x4(v128.load64_zero(at));
}

/** The square of a number in one lane, 0 in the other. */
// @inline
function square<T>(at: usize, lane: i32): v128 {
  const number = <f64>load<T>(at);
  return lane == 0
    ? f64x2.replace_lane(f64x2.splat(0), 0, number * number)
    : f64x2.replace_lane(f64x2.splat(0), 1, number * number);
}

/** Copies `bytes` bytes, rounded up to a multiple of 16. Faster than `memory.copy` for few bytes. */
export function copy(to: usize, from: usize, bytes: usize): void {
  const end = from + bytes;
  for (; from < end; from += 16, to += 16) v128.store(to, v128.load(from));
}

/** vector *= factor, up to the next multiple of 16 bytes. */
export function multiply<T>(vector: usize, count: usize, factor: T): void {
  const end = vector + count * sizeof<T>();
  for (; vector < end; vector += 16) v128.store(vector, v128.mul<T>(v128.load(vector), v128.splat<T>(factor)));
}
