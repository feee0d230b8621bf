import { exp, log1p } from "../math/index.ts";
import type { OutputTransform } from "./output-transform.ts";

/** A lower bound, so that exact predictions cannot drive the variance to 0 and the loss to −∞. */
const MIN_VARIANCE = 1e-6;

/**
 * A row holds all means and then all raw variances, `[μ₁ … μₙ, r₁ … rₙ]` for n targets: the predictions are the means, and
 * the variance around them is softplus(r) + 1e-6. See `gaussianNll`.
 */
export const gaussian: OutputTransform = {
  outputsPerTarget: 2,
  apply: (outputs, targets) => selectHalf(outputs, targets, 0),
  variance: (outputs, targets) => selectHalf(outputs, targets, targets).map(toVariance),
};

/**
 * softplus(r) + 1e-6 = ln(1 + eʳ) + 1e-6, as in Lakshminarayanan et al., NIPS 2017: for large r it grows like r, while eʳ
 * would make the loss unstable. Computed from e^(−|r|), which cannot overflow.
 */
export function toVariance(raw: number): number {
  return Math.max(0, raw) + log1p(exp(-Math.abs(raw))) + MIN_VARIANCE;
}

/** The `targets` numbers from index `start` on, of each row of `2 · targets` numbers. */
function selectHalf(outputs: Float64Array, targets: number, start: number): Float64Array {
  const rows = outputs.length / (2 * targets);
  const selected = new Float64Array(rows * targets);
  for (let i = 0; i < rows; i++) {
    const first = i * 2 * targets + start;
    selected.set(outputs.subarray(first, first + targets), i * targets);
  }
  return selected;
}
