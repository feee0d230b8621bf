/**
 * Numbers with twice the digits, as an unevaluated sum of two doubles: about 106 bits. Used to build tables whose last
 * bits would be lost in doubles.
 * Dekker, Numerische Mathematik 18 (1971); Muller et al., Handbook of Floating-Point Arithmetic (2018), ch. 4 and 14.
 */

/** The number is high + low, where high is the number rounded to a double. */
export type DoubleDouble = readonly [high: number, low: number];

/** The rounding error of sum = a + b: exactly a + b − sum. Knuth's TwoSum. */
export function sumError(sum: number, a: number, b: number): number {
  const bRounded = sum - a;
  return a - (sum - bRounded) + (b - bRounded);
}

/**
 * The rounding error of product = a · b: exactly a · b − product, for factors from about 1e−140 to 1e140.
 * Each factor is split into halves of 26 bits, whose products are exact. Dekker's TwoProduct.
 */
export function productError(product: number, a: number, b: number): number {
  const aHigh = upperHalf(a);
  const bHigh = upperHalf(b);
  const aLow = a - aHigh;
  const bLow = b - bHigh;
  return aHigh * bHigh - product + aHigh * bLow + aLow * bHigh + aLow * bLow;
}

/** The upper 26 bits of a number. Veltkamp's splitting, by a factor of 2²⁷ + 1. */
export function upperHalf(a: number): number {
  const wide = 134217729 * a;
  return wide - (wide - a);
}

/** high + low for |low| much smaller than |high|. Dekker's Fast2Sum. */
function normalized(high: number, low: number): DoubleDouble {
  const sum = high + low;
  return [sum, low - (sum - high)];
}

/** a + b; the error is small relative to the larger of them. */
export function add([aHigh, aLow]: DoubleDouble, [bHigh, bLow]: DoubleDouble): DoubleDouble {
  const sum = aHigh + bHigh;
  return normalized(sum, sumError(sum, aHigh, bHigh) + (aLow + bLow));
}

/** a · b. */
export function multiply([aHigh, aLow]: DoubleDouble, [bHigh, bLow]: DoubleDouble): DoubleDouble {
  const product = aHigh * bHigh;
  return normalized(product, productError(product, aHigh, bHigh) + (aHigh * bLow + aLow * bHigh));
}

/** a / b: the quotient of the doubles, corrected by the quotient of the remainder. */
export function divide(a: DoubleDouble, b: DoubleDouble): DoubleDouble {
  const quotient = a[0] / b[0];
  const [high, low] = multiply([quotient, 0], b);
  return normalized(quotient, (a[0] - high + (a[1] - low)) / b[0]);
}

/** √a: the root of the double, and one step of Newton's method. */
export function squareRoot(a: DoubleDouble): DoubleDouble {
  const root = Math.sqrt(a[0]);
  const [high, low] = multiply([root, 0], [root, 0]);
  return normalized(root, (a[0] - high + (a[1] - low)) / (2 * root));
}
