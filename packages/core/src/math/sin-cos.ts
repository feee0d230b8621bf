/**
 * Sine and cosine: every x is n quarter turns plus an angle of at most an eighth of a turn, for which both are short
 * series. Cody and Waite, Software Manual for the Elementary Functions (1980): π/2 in parts.
 */

const QUARTERS_PER_UNIT = 0.6366197723675814; // 2 / π
/** π/2 in three parts: the first two have 33 bits, so that their products with up to 2²⁰ quarters are exact. */
const QUARTER_HIGH = 1.5707963267341256;
const QUARTER_MIDDLE = 6.077100506303966e-11;
const QUARTER_LOW = 2.0222662487959506e-21;

/** The largest angle for which three parts of π/2 are precise enough. */
const MAX_ANGLE = 1048576;

/** The sine for |x| ≤ 2²⁰, beyond it NaN; the same bits in every engine. Error: below 0.8 ulp. */
export function sin(x: number): number {
  return x === 0 ? x : shiftedSine(x, 0);
}

/** The cosine for |x| ≤ 2²⁰, beyond it NaN; the same bits in every engine. Error: below 0.8 ulp. */
export function cos(x: number): number {
  return shiftedSine(x, 1);
}

/** sin(x + shift · π/2): the sine for shift 0, the cosine for shift 1; NaN where |x| > 2²⁰. */
function shiftedSine(x: number, shift: 0 | 1): number {
  if (!(Math.abs(x) <= MAX_ANGLE)) return NaN;
  const n = Math.floor(x * QUARTERS_PER_UNIT + 0.5);
  const high = x - n * QUARTER_HIGH;
  const middle = n * QUARTER_MIDDLE;
  const first = high - middle;
  const low = n * QUARTER_LOW - (high - first - middle);
  const r = first - low;
  const rest = first - r - low;
  const quadrant = (n + shift) & 3;
  const value = quadrant & 1 ? cosine(r, rest) : sine(r, rest);
  return quadrant & 2 ? -value : value;
}

/** sin(r + rest) for |r| ≤ π/4 and a rest below its last bit; even and odd terms separately, for parallel execution. */
function sine(r: number, rest: number): number {
  const q = r * r;
  const w = q * q;
  const first = 1 / 6 + w * (1 / 5040 + w * (1 / 39916800 + w * (1 / 1307674368000)));
  const second = 1 / 120 + w * (1 / 362880 + w * (1 / 6227020800 + w * (1 / 355687428096000)));
  return r - (r * q * (first - q * second) - rest * (1 - q / 2));
}

/** cos(r + rest) likewise; the rounding error of 1 − r²/2 is added back. */
function cosine(r: number, rest: number): number {
  const q = r * r;
  const w = q * q;
  const first = 1 / 24 + w * (1 / 40320 + w * (1 / 479001600 + w * (1 / 20922789888000)));
  const second = 1 / 720 + w * (1 / 3628800 + w * (1 / 87178291200));
  const main = 1 - q / 2;
  return main + (1 - main - q / 2 + (w * (first - q * second) - r * rest));
}
