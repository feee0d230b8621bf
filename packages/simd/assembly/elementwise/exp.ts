/** The exponential of core's `src/math`, operation by operation, for the same bits. */

export const STEPS_PER_UNIT = 46.16624130844683;
export const STEP_HIGH = 0.021660849392446835;
export const STEP_LOW = 5.145609244655338e-14;

/** eˣ; `table` holds 2^(j/32) for j = 0 … 31, each as two numbers. */
export function exp(x: f64, table: usize): f64 {
  if (!(x < 709.7827128933841)) return x > 0 ? Infinity : x;
  if (x < -745.1332191019412) return 0;
  const k = floor<f64>(x * STEPS_PER_UNIT + 0.5);
  const r = x - k * STEP_HIGH - k * STEP_LOW;
  const n = <i32>k;
  const step = table + ((n & 31) << 4);
  const high = load<f64>(step);
  const q = r * r;
  const small = r + q * (1.0 / 2.0 + r * (1.0 / 6.0) + q * (1.0 / 24.0 + r * (1.0 / 120.0) + q * (1.0 / 720.0)));
  return scale(high + (load<f64>(step, 8) + high * small), n >> 5);
}

/** x · 2ⁿ for 1 ≤ |x| < 4, rounded once. */
function scale(x: f64, n: i32): f64 {
  if (n >= -1022 && n <= 1023) return x * powerOfTwo(n);
  if (n > 1023) return x * powerOfTwo(1023) * powerOfTwo(n - 1023);
  return x * powerOfTwo(n + 200) * powerOfTwo(-200);
}

/** 2ⁿ for n from −1022 to 1023. */
// @inline
function powerOfTwo(n: i32): f64 {
  return reinterpret<f64>(<i64>(n + 1023) << 52);
}
