import { shiftedSine } from "./shifted-sine.ts";

/** The cosine for |x| ≤ 2²⁰, beyond it NaN; the same bits in every engine. Error: below 0.8 ulp. */
export function cos(x: number): number {
  return shiftedSine(x, 1);
}
