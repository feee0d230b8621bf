/** Exact products with powers of two, and the exponents of doubles. */

const MIN_EXPONENT = -1074;
const MAX_EXPONENT = 1023;

const powers = new Float64Array(MAX_EXPONENT - MIN_EXPONENT + 1);
powers[-MIN_EXPONENT] = 1;
for (let n = 1; n <= MAX_EXPONENT; n++) powers[n - MIN_EXPONENT] = 2 * powers[n - 1 - MIN_EXPONENT];
for (let n = -1; n >= MIN_EXPONENT; n--) powers[n - MIN_EXPONENT] = powers[n + 1 - MIN_EXPONENT] / 2;

/** 2ⁿ for an integer n from −1074 to 1023. */
export function powerOfTwo(n: number): number {
  return powers[n - MIN_EXPONENT];
}

/** x · 2ⁿ for 1 ≤ |x| < 4 or x = 0, and any integer n: exact if normal, rounded once if denormal, else ±0 or ±∞. */
export function scale(x: number, n: number): number {
  return n >= -1022 && n <= MAX_EXPONENT ? x * powerOfTwo(n) : scaleFar(x, n);
}

/** In two steps, of which only the second may round. A separate function, so that `scale` stays small and is inlined. */
function scaleFar(x: number, n: number): number {
  if (n > MAX_EXPONENT) return x * powerOfTwo(MAX_EXPONENT) * powerOfTwo(Math.min(n - MAX_EXPONENT, MAX_EXPONENT));
  return x * powerOfTwo(Math.max(n + 200, -1022)) * powerOfTwo(-200);
}

const bits = new DataView(new ArrayBuffer(8));

/** The n for which 2ⁿ ≤ x < 2ⁿ⁺¹, for a normal x > 0; 1024 for Infinity. */
export function exponentOf(x: number): number {
  bits.setFloat64(0, x);
  return (bits.getUint32(0) >>> 20) - 1023;
}
