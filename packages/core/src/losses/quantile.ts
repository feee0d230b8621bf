import { between0And1 } from "../spec/range.ts";
import type { Loss } from "./loss.ts";

/**
 * Quantile or pinball loss: the mean over a row of q·(y − ŷ) if ŷ is too low, else (1 − q)·(ŷ − y). Its minimum is the
 * q-quantile of the targets: two trainings, with 0.05 and 0.95, give a 90 % interval. Koenker and Bassett, Econometrica 46
 * (1978).
 *
 * `q` is between 0 and 1, both excluded: with 0 or 1 any prediction far enough off would be perfect. Default 0.5: the
 * median, at half the value of `meanAbsoluteError`.
 */
export const quantile: Loss<{ q: number }> = {
  defaults: { q: 0.5 },
  ranges: { q: between0And1 },
  forward(rowLosses, predicted, target, targets, { q }) {
    for (let i = 0; i < rowLosses.length; i++) {
      let sum = 0;
      for (let k = i * targets; k < (i + 1) * targets; k++) {
        const shortfall = target[k] - predicted[k];
        sum += shortfall > 0 ? q * shortfall : (q - 1) * shortfall;
      }
      rowLosses[i] = sum / targets;
    }
  },
  backward(d, predicted, target, targets, { q }) {
    for (let k = 0; k < target.length; k++) {
      const slope = predicted[k] > target[k] ? 1 - q : predicted[k] < target[k] ? -q : 0;
      d[k] = slope / targets;
    }
  },
};
