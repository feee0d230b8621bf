import { exp, log } from "../math/index.ts";
import { sumExponentials } from "../output-transforms/softmax.ts";
import type { Loss } from "./loss.ts";

/**
 * Softmax cross-entropy: −Σ y·ln p over the classes of a row, where p = eᶻ / Σ eᶻ are the probabilities that the model
 * predicts from the network's raw outputs z. A row's targets are probabilities too, not scaled, and sum to 1: usually one 1
 * and zeros. The output layer stays `identity`: with the softmax inside the loss the derivative is p − y. Bishop, Pattern
 * Recognition and Machine Learning (2006), §4.3.4.
 *
 * Computed as −ln p = ln Σ eᶻ − z after subtracting the largest z, which leaves the result unchanged and cannot overflow.
 */
export const softmaxCrossEntropy: Loss<{}> = {
  defaults: {},
  link: "softmax",
  targets: {
    words: "targets from 0 to 1 that sum to 1",
    // Probabilities that a network computed in 32 bits sum to 1 only within their rounding.
    has: (row) => row.every((y) => y >= 0) && Math.abs(row.reduce((sum, y) => sum + y, 0) - 1) <= 1e-6,
  },
  forward(rowLosses, predicted, target, targets) {
    for (let i = 0; i < rowLosses.length; i++) {
      const { largest, sum } = sumExponentials(predicted, i * targets, targets);
      const logSum = log(sum) + largest;
      let loss = 0;
      for (let k = i * targets; k < (i + 1) * targets; k++) loss += target[k] * (logSum - predicted[k]);
      rowLosses[i] = loss;
    }
  },
  backward(d, predicted, target, targets) {
    for (let first = 0; first < target.length; first += targets) {
      const { largest, sum } = sumExponentials(predicted, first, targets);
      let total = 0; // 1 for probabilities; summed so that the derivative is exact for any targets
      for (let k = first; k < first + targets; k++) total += target[k];
      for (let k = first; k < first + targets; k++) {
        d[k] = (total * exp(predicted[k] - largest)) / sum - target[k];
      }
    }
  },
};
