import { logPlus } from "./log.ts";

/**
 * ln(1 + x) with full precision for small x, the same bits in every engine. Error: below 0.7 ulp.
 * The rounding error c of u = 1 + x is known and corrected: ln(u + c) ≈ ln u + c/u.
 */
export function log1p(x: number): number {
  if (Math.abs(x) < 1e-17) return x;
  if (!(x > -1)) return x === -1 ? -Infinity : NaN;
  if (x === Infinity) return x;
  const sum = 1 + x;
  const lost = x > 1 ? 1 - (sum - x) : x - (sum - 1);
  return logPlus(sum, lost / sum, 0);
}
