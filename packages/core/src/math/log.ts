import { upperHalf } from "./double-double.ts";
import { exponentOf, powerOfTwo } from "./scale.ts";

const MIN_NORMAL = 2.2250738585072014e-308;
const ROOT_OF_TWO = 1.4142135623730951;
/** ln 2 in two parts: the first has 36 bits, so that its product with an exponent is exact. */
const LN2_HIGH = 0.6931471805582987;
const LN2_LOW = 1.6465949582897082e-12;

/** The natural logarithm, the same bits in every engine. Error: below 0.7 ulp. */
export function log(x: number): number {
  if (x < MIN_NORMAL) return x > 0 ? logPlus(x * powerOfTwo(54), 0, -54) : x === 0 ? -Infinity : NaN;
  return x < Infinity ? logPlus(x, 0, 0) : x;
}

/**
 * ln(1 + x) with full precision for small x, the same bits in every engine. Error: below 0.7 ulp.
 * The rounding error c of u = 1 + x is known and corrected: ln(u + c) ≈ ln u + c/u.
 */
export function log1p(x: number): number {
  if (Math.abs(x) < 1e-17) return x;
  if (!(x > -1)) return x === -1 ? -Infinity : NaN;
  if (x === Infinity) return x;
  const sum = 1 + x;
  const lost = x > 1 ? 1 - (sum - x) : x - (sum - 1);
  return logPlus(sum, lost / sum, 0);
}

/**
 * k·ln2 + ln x + rest, for a normal x, an integer k and a rest that is small relative to the last bits of ln x.
 *
 * A further multiple of ln2 leaves ln(1 + f) with √½ ≤ 1 + f ≤ √2. With s = f / (2 + f) that is
 * 2·artanh(s) = 2s + 2s³/3 + 2s⁵/5 + …, and 2s = f − f²/2 + s·f²/2. The square of the upper half of f is exact, so all
 * roundings except the last affect only numbers that are small relative to the sum.
 * Muller, Elementary Functions (2016), on reduction and series; Cody and Waite (1980) for ln2 in two parts.
 */
function logPlus(x: number, rest: number, k: number): number {
  const exponent = exponentOf(ROOT_OF_TWO * x); // the nearest to log₂ x
  const n = k + exponent;
  const f = x * powerOfTwo(-exponent) - 1;
  const s = f / (2 + f);
  const q = s * s;
  // Even and odd terms separately, for parallel execution.
  const w = q * q;
  const first = 2 / 3 + w * (2 / 7 + w * (2 / 11 + w * (2 / 15 + w * (2 / 19))));
  const second = 2 / 5 + w * (2 / 9 + w * (2 / 13 + w * (2 / 17 + w * (2 / 21))));

  const upper = upperHalf(f);
  const exact = (upper * upper) / 2;
  const near = f - exact;
  const main = n * LN2_HIGH; // 0 or larger than near
  const sum = main + near;
  const lost = main - sum + near + (f - near - exact);
  const small = s * ((f * f) / 2 + q * (first + q * second)) - ((f - upper) * (f + upper)) / 2;
  return sum + (lost + (small + (n * LN2_LOW + rest)));
}
