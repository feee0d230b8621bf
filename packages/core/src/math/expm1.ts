import { exp } from "./exp.ts";
import { sumError } from "./double-double.ts";
import { scale } from "./scale.ts";
import { smallExpm1, STEP_HIGH, STEP_LOW, steps, STEPS_PER_UNIT } from "./exp-table.ts";

/**
 * eˣ − 1 with full precision for small x, the same bits in every engine. Error: below 0.8 ulp.
 * Tang, ACM TOMS 18 (1992): the series near 0, else as `exp`, with the subtraction before the last rounding.
 */
export function expm1(x: number): number {
  if (Math.abs(x) < 0.125) return Math.abs(x) < 1e-17 ? x : x + x * x * seriesTail(x);
  if (x < -40) return -1;
  if (!(x < 40)) return exp(x);
  const k = Math.floor(x * STEPS_PER_UNIT + 0.5);
  const r = x - k * STEP_HIGH - k * STEP_LOW;
  const j = 2 * (k & 31);
  const main = scale(steps[j], k >> 5);
  const rest = scale(steps[j + 1] + steps[j] * smallExpm1(r), k >> 5);
  return main - 1 + (sumError(main - 1, main, -1) + rest);
}

/** (eˣ − 1 − x) / x² = 1/2! + x/3! + x²/4! + …, as many terms as matter for |x| < 1/8; even and odd terms separately. */
function seriesTail(x: number): number {
  const q = x * x;
  const first = 1 / 2 + q * (1 / 24 + q * (1 / 720 + q * (1 / 40320 + q * (1 / 3628800))));
  const second = 1 / 6 + q * (1 / 120 + q * (1 / 5040 + q * (1 / 362880 + q * (1 / 39916800))));
  return first + x * second;
}
