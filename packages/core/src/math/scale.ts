/** Products with powers of two, which are exact, and the exponents of doubles. */

const LEAST = -1074;
const MOST = 1023;

const powers = new Float64Array(MOST - LEAST + 1);
powers[-LEAST] = 1;
for (let n = 1; n <= MOST; n++) powers[n - LEAST] = 2 * powers[n - 1 - LEAST];
for (let n = -1; n >= LEAST; n--) powers[n - LEAST] = powers[n + 1 - LEAST] / 2;

/** 2ⁿ for an integer n from −1074 to 1023. */
export function powerOfTwo(n: number): number {
  return powers[n - LEAST];
}

/**
 * x · 2ⁿ for 1 ≤ |x| < 4 or x = 0, and any integer n: exact where it is a normal number, rounded once where it is
 * denormal, ±0 or ±Infinity beyond.
 */
export function scale(x: number, n: number): number {
  return n >= -1022 && n <= MOST ? x * powerOfTwo(n) : scaleFar(x, n);
}

/** In two steps, of which only the second may round. Apart, so that what is called often stays small and is inlined. */
function scaleFar(x: number, n: number): number {
  if (n > MOST) return x * powerOfTwo(MOST) * powerOfTwo(Math.min(n - MOST, MOST));
  return x * powerOfTwo(Math.max(n + 200, -1022)) * powerOfTwo(-200);
}

const bits = new DataView(new ArrayBuffer(8));

/** The n for which 2ⁿ ≤ x < 2ⁿ⁺¹, of a normal x > 0; 1024 of Infinity. */
export function exponentOf(x: number): number {
  bits.setFloat64(0, x);
  return (bits.getUint32(0) >>> 20) - 1023;
}
