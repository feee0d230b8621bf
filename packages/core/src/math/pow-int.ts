import { productError } from "./double-double.ts";
import { exponentOf, powerOfTwo, scale } from "./scale.ts";

const MIN_NORMAL = 2.2250738585072014e-308;

/**
 * baseⁿ by repeated squaring, the same bits in every engine. Error: below 0.51 ulp, and below 1 ulp of a denormal result.
 * Knuth, The Art of Computer Programming 2 (1997), §4.6.3. Each squaring doubles the relative error, so power and square
 * carry twice the digits of a double. Each has its own exponent, so that nothing overflows before the end.
 *
 * @throws RangeError when n is not an integer from 0 to 2⁵³ − 1.
 */
export function powInt(base: number, n: number): number {
  if (!(Number.isSafeInteger(n) && n >= 0))
    throw new RangeError(`powInt: expected n to be an integer from 0 to 9007199254740991, got ${n}`);
  if (n === 0) return 1;
  const size = Math.abs(base);
  const isOdd = n % 2 === 1;
  if (!(size > 0 && size < Infinity)) return isOdd ? base : size;

  // The power is (power + powerLow) · 2^powerExponent with 1 ≤ power < 2, and likewise the square.
  let power = 1;
  let powerLow = 0;
  let powerExponent = 0;
  const denormalShift = size < MIN_NORMAL ? 54 : 0; // a denormal becomes a normal number
  const normal = size * powerOfTwo(denormalShift);
  const exponent = exponentOf(normal);
  let square = normal * powerOfTwo(-exponent);
  let squareExponent = exponent - denormalShift;
  let squareLow = 0;
  for (let left = n; ; left = Math.floor(left / 2)) {
    if (left % 2 === 1) {
      const product = power * square;
      const low = productError(product, power, square) + (power * squareLow + powerLow * square);
      const half = product + low < 2 ? 1 : 0.5;
      power = half * (product + low);
      powerLow = half * low - (power - half * product);
      powerExponent += squareExponent + (half < 1 ? 1 : 0);
    }
    if (left === 1) break;
    const product = square * square;
    const low = productError(product, square, square) + 2 * square * squareLow;
    const half = product + low < 2 ? 1 : 0.5;
    square = half * (product + low);
    squareLow = half * low - (square - half * product);
    squareExponent = 2 * squareExponent + (half < 1 ? 1 : 0);
  }
  const value = scale(power, powerExponent);
  return base < 0 && isOdd ? -value : value;
}
