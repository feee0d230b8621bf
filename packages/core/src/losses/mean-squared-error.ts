import type { Loss } from "./loss.ts";

/**
 * Mean squared error: reports Σ (ŷ − y)² / n over the n numbers of a batch.
 *
 * The gradient is that of half of it, so that the derivative is (ŷ − y) / n: the convention of the notebook, of most
 * textbooks and of scikit-learn. PyTorch and Keras use the gradient of the whole: the same training there has half our
 * learning rate.
 */
export const meanSquaredError: Loss<{}> = {
  defaults: {},
  gradientScale: 0.5,
  forward(rowLosses, predicted, target, targets) {
    for (let i = 0; i < rowLosses.length; i++) {
      let sum = 0;
      for (let k = i * targets; k < (i + 1) * targets; k++) {
        const error = predicted[k] - target[k];
        sum += error * error;
      }
      rowLosses[i] = sum / targets;
    }
  },
  backward(d, predicted, target, targets) {
    for (let k = 0; k < target.length; k++) d[k] = (predicted[k] - target[k]) / targets;
  },
};
