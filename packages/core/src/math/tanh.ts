import { add, divide, multiply, type DoubleDouble } from "./double-double.ts";

const NODES_PER_UNIT = 32;
/** Above this bound 1 − tanh x is below half of the last bit of 1. */
const SATURATED = 19.0625;

let table: Float64Array | undefined;

/** tanh(j/32) up to `SATURATED`, each as two adjacent doubles; computed on first use. */
export function tanhTable(): Float64Array {
  return (table ??= tabulate());
}

/**
 * The hyperbolic tangent, the same bits in every engine. Error: below 0.6 ulp.
 *
 * Near 0 by Lambert's continued fraction (1768); otherwise from the nearest node c = j/32 by the addition formula: with
 * t = tanh c and u = tanh(x − c), tanh x = t + (1 − t²)·u / (1 + t·u), where |u| ≤ 1/64, so that a few terms of its
 * series suffice. Muller, Elementary Functions (2016), on tables with addition formulas.
 */
export function tanh(x: number): number {
  const size = Math.abs(x);
  if (size < 0.25) return size < 1e-9 ? x : x - x * lambert(x * x);
  if (!(size < SATURATED)) return size > 0 ? Math.sign(x) : x;
  const j = Math.floor(size * NODES_PER_UNIT + 0.5);
  const r = size - j / NODES_PER_UNIT;
  const q = r * r;
  const u = r - r * q * (1 / 3 - q * (2 / 15 - q * (17 / 315)));
  const nodes = table ?? tanhTable();
  const t = nodes[2 * j];
  const value = t + (nodes[2 * j + 1] + ((1 - t * t) * u) / (1 + t * u));
  return x < 0 ? -value : value;
}

/** 1 − tanh(x) / x from q = x²: q / (3 + q / (5 + q / (7 + q / (9 + q / (11 + q / 13))))) as one fraction. */
function lambert(q: number): number {
  return (q * (45045 + q * (2772 + q * 27))) / (135135 + q * (62370 + q * (3150 + q * 28)));
}

/** tanh(j/32) = (p − 1) / (p + 1) with p = (e^(1/16))ʲ. */
function tabulate(): Float64Array {
  const count = SATURATED * NODES_PER_UNIT + 1;
  const nodes = new Float64Array(2 * count);
  const base = smallExp(1 / 16);
  let power: DoubleDouble = [1, 0];
  for (let j = 0; j < count; j++) {
    nodes.set(divide(add(power, [-1, 0]), add(power, [1, 0])), 2 * j);
    power = multiply(power, base);
  }
  return nodes;
}

/** eˣ for a small x: 1 + x/1 · (1 + x/2 · (1 + x/3 · …)), from the innermost term. */
function smallExp(x: number): DoubleDouble {
  let sum: DoubleDouble = [1, 0];
  for (let n = 20; n >= 1; n--) sum = add([1, 0], multiply(sum, divide([x, 0], [n, 0])));
  return sum;
}
