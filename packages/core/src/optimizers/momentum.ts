import { from0ToBelow1 } from "../spec/range.ts";
import { flushToZero } from "../flush-to-zero.ts";
import type { Optimizer } from "./optimizer.ts";

/**
 * Gradient descent with momentum: v ← μ·v + g; θ ← θ − η·v. Smooths the path through narrow valleys.
 * Polyak, 1964, in the form of Sutskever et al., ICML 2013, with the learning rate outside of v, as in PyTorch:
 * a change of the learning rate then takes effect immediately.
 */
export const momentum: Optimizer<{ learningRate: number; momentum: number }> = {
  defaults: { learningRate: 0.01, momentum: 0.9 },
  ranges: { momentum: from0ToBelow1 },
  slots: 1,
  update(parameters, gradients, v, _step, { learningRate, momentum: mu }) {
    for (let i = 0; i < parameters.length; i++) {
      v[i] = flushToZero(mu * v[i] + gradients[i]);
      parameters[i] -= learningRate * v[i];
    }
  },
};

/**
 * Nesterov's momentum: v ← μ·v + g; θ ← θ − η·(g + μ·v). Evaluates the gradient at the look-ahead point, and so
 * brakes earlier than plain momentum when the slope turns.
 * Nesterov, 1983, in the form of Sutskever et al., ICML 2013, and of PyTorch: θ is the look-ahead point.
 */
export const nesterov: typeof momentum = {
  ...momentum,
  update(parameters, gradients, v, _step, { learningRate, momentum: mu }) {
    for (let i = 0; i < parameters.length; i++) {
      v[i] = flushToZero(mu * v[i] + gradients[i]);
      parameters[i] -= learningRate * (gradients[i] + mu * v[i]);
    }
  },
};
