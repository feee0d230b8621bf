import { between0And1 } from "../spec/range.ts";
import type { Loss } from "./loss.ts";

/**
 * Quantile or pinball loss: the mean over a row of q·(y − ŷ) where ŷ is too low, else (1 − q)·(ŷ − y). It aims at the
 * number below which a part q of the targets lies: two trainings, with 0.05 and 0.95, give an interval that holds nine
 * in ten. Koenker and Bassett, Econometrica 46 (1978).
 *
 * `q` is between 0 and 1: with 0 or 1 any prediction far enough off would be perfect. Default 0.5: the median, by half of
 * `meanAbsoluteError`.
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
