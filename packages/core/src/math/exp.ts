import { smallExpm1, STEP_HIGH, STEP_LOW, steps, STEPS_PER_UNIT } from "./exp-table.ts";
import { scale } from "./scale.ts";

/**
 * eˣ, the same bits in every engine. Error: below 0.6 ulp, and below 1 ulp of a denormal result.
 * Tang, ACM TOMS 15 (1989): a table of 2^(j/32) and a short polynomial.
 */
export function exp(x: number): number {
  // Above this bound eˣ rounds to Infinity; NaN stays NaN.
  if (!(x < 709.7827128933841)) return x > 0 ? Infinity : x;
  if (x < -745.1332191019412) return 0;
  const k = Math.floor(x * STEPS_PER_UNIT + 0.5);
  const r = x - k * STEP_HIGH - k * STEP_LOW;
  const j = 2 * (k & 31);
  return scale(steps[j] + (steps[j + 1] + steps[j] * smallExpm1(r)), k >> 5);
}
