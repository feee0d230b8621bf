import type { Loss } from "./loss.ts";

/**
 * Mean absolute error: Σ |ŷ − y| / n. All errors have gradients of the same size, so outliers have no more influence than
 * other rows; its minimum is the median.
 */
export const meanAbsoluteError: Loss<{}> = {
  defaults: {},
  forward(rowLosses, predicted, target, targets) {
    for (let i = 0; i < rowLosses.length; i++) {
      let sum = 0;
      for (let k = i * targets; k < (i + 1) * targets; k++) sum += Math.abs(predicted[k] - target[k]);
      rowLosses[i] = sum / targets;
    }
  },
  backward(d, predicted, target, targets) {
    for (let k = 0; k < target.length; k++) d[k] = Math.sign(predicted[k] - target[k]) / targets;
  },
};
