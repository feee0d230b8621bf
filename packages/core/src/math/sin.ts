import { shiftedSine } from "./shifted-sine.ts";

/** The sine for |x| ≤ 2²⁰, beyond it NaN; the same bits in every engine. Error: below 0.8 ulp. */
export function sin(x: number): number {
  return x === 0 ? x : shiftedSine(x, 0);
}
