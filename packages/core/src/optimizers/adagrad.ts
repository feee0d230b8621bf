import { above0 } from "../spec/range.ts";
import type { Optimizer } from "./optimizer.ts";

/**
 * AdaGrad: v ← v + g²; θ ← θ − η·g / (√v + ε). Parameters with rare gradients keep taking large steps, the
 * others ever smaller ones: good for sparse inputs, slow in the long run.
 * Duchi, Hazan and Singer, JMLR 12 (2011).
 */
export const adagrad: Optimizer<{ learningRate: number; epsilon: number }> = {
  defaults: { learningRate: 0.01, epsilon: 1e-10 },
  ranges: { epsilon: above0 },
  slots: 1,
  update(parameters, gradients, v, _step, { learningRate, epsilon }) {
    for (let i = 0; i < parameters.length; i++) {
      v[i] += gradients[i] * gradients[i];
      parameters[i] -= (learningRate * gradients[i]) / (Math.sqrt(v[i]) + epsilon);
    }
  },
};
