import type { Loss } from "./loss.ts";

/**
 * Mean squared error: reports Σ (ŷ − y)² / n over the n elements of a batch.
 *
 * What is descended is half of it, so that the derivative is plainly (ŷ − y) / n: the convention of the notebook, of
 * most textbooks and of scikit-learn. PyTorch and Keras descend the whole: the same training there has half our
 * learning rate.
 */
export const meanSquaredError: Loss = {
  descends: 0.5,
  value(predicted, target) {
    let sum = 0;
    for (let i = 0; i < target.length; i++) {
      const error = predicted[i] - target[i];
      sum += error * error;
    }
    return sum / target.length;
  },
  gradient(d, predicted, target) {
    for (let i = 0; i < target.length; i++) d[i] = (predicted[i] - target[i]) / target.length;
  },
};
