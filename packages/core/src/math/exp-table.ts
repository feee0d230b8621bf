/**
 * The table and series of `exp` and `expm1`: every x is k·ln2/32 + r with an integer k and |r| ≤ ln2/64; eˣ = 2^(k/32) · eʳ.
 * Tang, Table-Driven Implementation of the Exponential Function, ACM TOMS 15 (1989); Cody and Waite, Software Manual for
 * the Elementary Functions (1980), for the constant in two parts.
 */
import { multiply, squareRoot, type DoubleDouble } from "./double-double.ts";

export const STEPS_PER_UNIT = 46.16624130844683; // 32 / ln 2
/** ln2/32 in two parts: the first has 36 bits, so that its product with k is exact. */
export const STEP_HIGH = 0.021660849392446835;
export const STEP_LOW = 5.145609244655338e-14;

/** 2^(j/32) for j = 0 … 31, each as two doubles side by side. */
export const steps: Float64Array = powersOf(rootOfTwo(5), 32);

/** The 2ⁿ-th root of 2, by n square roots. */
function rootOfTwo(n: number): DoubleDouble {
  let root: DoubleDouble = [2, 0];
  for (let i = 0; i < n; i++) root = squareRoot(root);
  return root;
}

function powersOf(base: DoubleDouble, count: number): Float64Array {
  const table = new Float64Array(2 * count);
  let power: DoubleDouble = [1, 0];
  for (let j = 0; j < count; j++) {
    table.set(power, 2 * j);
    power = multiply(power, base);
  }
  return table;
}

/** eʳ − 1 for |r| ≤ ln2/64: six terms of its series, in pairs for parallel execution; the first omitted term is below 2⁻⁵⁷. */
export function smallExpm1(r: number): number {
  const q = r * r;
  return r + q * (1 / 2 + r * (1 / 6) + q * (1 / 24 + r * (1 / 120) + q * (1 / 720)));
}
