import { exp, log1p } from "../math/index.ts";
import type { Loss } from "./loss.ts";

/**
 * Binary cross-entropy: the mean over a row of −y·ln p − (1 − y)·ln(1 − p), where p = 1 / (1 + e⁻ᶻ) is the probability
 * that the model predicts from the network's raw output z. Targets are from 0 to 1 and not scaled. The output layer stays
 * `identity`: with the logistic function inside the loss it cannot saturate, and the derivative is p − y.
 * Bishop, Pattern Recognition and Machine Learning (2006), §4.3.2.
 *
 * Computed as max(0, z) − z·y + ln(1 + e^(−|z|)), which cannot overflow.
 */
export const binaryCrossEntropy: Loss<{}> = {
  defaults: {},
  link: "sigmoid",
  targets: { words: "targets from 0 to 1", has: (row) => row.every((y) => y >= 0 && y <= 1) },
  forward(rowLosses, predicted, target, targets) {
    for (let i = 0; i < rowLosses.length; i++) {
      let sum = 0;
      for (let k = i * targets; k < (i + 1) * targets; k++) {
        const z = predicted[k];
        sum += Math.max(0, z) - z * target[k] + log1p(exp(-Math.abs(z)));
      }
      rowLosses[i] = sum / targets;
    }
  },
  backward(d, predicted, target, targets) {
    for (let k = 0; k < target.length; k++) d[k] = (1 / (1 + exp(-predicted[k])) - target[k]) / targets;
  },
};
