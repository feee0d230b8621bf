import { exp, log1p } from "../math/index.ts";
import type { OutputTransform } from "./output-transform.ts";

/** So that a target that is hit exactly cannot make the variance vanish and the loss fall without end. */
const MIN_VARIANCE = 1e-6;

/**
 * A row holds first all means and then all raw spreads, `[μ₁ … μₙ, r₁ … rₙ]` for n targets: the means are the targets, and
 * the variance around them is softplus(r) + 1e-6. See `gaussianNll`.
 */
export const gaussian: OutputTransform = {
  outputsPerTarget: 2,
  apply: (outputs, targets) => selectHalf(outputs, targets, 0),
  variance: (outputs, targets) => selectHalf(outputs, targets, targets).map(toVariance),
};

/**
 * softplus(r) + 1e-6 = ln(1 + eʳ) + 1e-6, as in Lakshminarayanan et al., NIPS 2017: for large r it grows like r itself,
 * where eʳ would throw the loss about with each step. From e^(−|r|), which cannot overflow.
 */
export function toVariance(raw: number): number {
  return Math.max(0, raw) + log1p(exp(-Math.abs(raw))) + MIN_VARIANCE;
}

/** Of each row of `2 · targets` numbers those from `start`, as many as targets. */
function selectHalf(outputs: Float64Array, targets: number, start: number): Float64Array {
  const rows = outputs.length / (2 * targets);
  const taken = new Float64Array(rows * targets);
  for (let i = 0; i < rows; i++) {
    const first = i * 2 * targets + start;
    taken.set(outputs.subarray(first, first + targets), i * targets);
  }
  return taken;
}
