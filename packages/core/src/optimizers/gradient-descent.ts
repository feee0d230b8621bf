import type { Optimizer } from "./optimizer.ts";

/** Plain gradient descent: θ ← θ − η·g. With batches smaller than the dataset it is stochastic gradient descent. Cauchy, 1847. */
export const gradientDescent: Optimizer<{ learningRate: number }> = {
  defaults: { learningRate: 0.01 },
  slots: 0,
  update(parameters, gradients, _state, _step, { learningRate }) {
    for (let i = 0; i < parameters.length; i++) parameters[i] -= learningRate * gradients[i];
  },
};
