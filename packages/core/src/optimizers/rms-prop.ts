import { above0, from0ToBelow1 } from "../spec/range.ts";
import { flushToZero } from "../flush-to-zero.ts";
import type { Optimizer } from "./optimizer.ts";

/**
 * RMSProp: v ← α·v + (1 − α)·g²; θ ← θ − η·g / (√v + ε). AdaGrad with forgetting: each parameter's step is
 * scaled by its recent gradients, about the last 1 / (1 − α).
 * Tieleman and Hinton, Neural Networks for Machine Learning, lecture 6.5 (2012), in PyTorch's form.
 */
export const rmsProp: Optimizer<{ learningRate: number; alpha: number; epsilon: number }> = {
  defaults: { learningRate: 0.01, alpha: 0.99, epsilon: 1e-8 },
  ranges: { alpha: from0ToBelow1, epsilon: above0 },
  slots: 1,
  update(parameters, gradients, v, _step, { learningRate, alpha, epsilon }) {
    for (let i = 0; i < parameters.length; i++) {
      const g = gradients[i];
      v[i] = flushToZero(alpha * v[i] + (1 - alpha) * g * g);
      parameters[i] -= (learningRate * g) / (Math.sqrt(v[i]) + epsilon);
    }
  },
};
