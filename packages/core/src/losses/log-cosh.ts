import { expm1, log1p, tanh } from "../math/index.ts";
import type { Loss } from "./loss.ts";

/**
 * Log-cosh: the mean over a row of ln cosh e with e = ŷ − y. About ½·e² for small errors and |e| − ln 2 for large ones:
 * like `huber` with δ = 1, but smooth; its derivative is tanh e. Green, IEEE Transactions on Medical Imaging 9 (1990).
 *
 * Computed as |e| + ln((1 + e^(−2|e|)) / 2), which cannot overflow.
 */
export const logCosh: Loss<{}> = {
  defaults: {},
  forward(rowLosses, predicted, target, targets) {
    for (let i = 0; i < rowLosses.length; i++) {
      let sum = 0;
      for (let k = i * targets; k < (i + 1) * targets; k++) {
        const size = Math.abs(predicted[k] - target[k]);
        // (1 + e^(−2|e|)) / 2 as 1 + (e^(−2|e|) − 1) / 2: accurate for small errors.
        sum += size + log1p(0.5 * expm1(-2 * size));
      }
      rowLosses[i] = sum / targets;
    }
  },
  backward(d, predicted, target, targets) {
    for (let k = 0; k < target.length; k++) d[k] = tanh(predicted[k] - target[k]) / targets;
  },
};
