import { powInt } from "../math/index.ts";
import { above0, from0ToBelow1 } from "../spec/range.ts";
import { flushToZero } from "../flush-to-zero.ts";
import type { Optimizer } from "./optimizer.ts";

/**
 * Adam: m ← β₁·m + (1 − β₁)·g; v ← β₂·v + (1 − β₂)·g²; θ ← θ − η·m̂ / (√v̂ + ε) with m̂ = m / (1 − β₁ᵗ), v̂ = v / (1 − β₂ᵗ).
 * An adaptive step for each parameter: the best first choice without tuning.
 * Kingma and Ba, ICLR 2015, algorithm 1.
 */
export const adam: Optimizer<{ learningRate: number; beta1: number; beta2: number; epsilon: number }> = {
  defaults: { learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
  ranges: { beta1: from0ToBelow1, beta2: from0ToBelow1, epsilon: above0 },
  slots: 2,
  update(parameters, gradients, state, step, { learningRate, beta1, beta2, epsilon }) {
    const n = parameters.length;
    // Common to all parameters: η / (1 − β₁ᵗ) and 1 / √(1 − β₂ᵗ).
    const rate = learningRate / (1 - powInt(beta1, step));
    const scale = 1 / Math.sqrt(1 - powInt(beta2, step));
    for (let i = 0; i < n; i++) {
      const g = gradients[i];
      const m = (state[i] = flushToZero(beta1 * state[i] + (1 - beta1) * g));
      const v = (state[n + i] = flushToZero(beta2 * state[n + i] + (1 - beta2) * g * g));
      parameters[i] -= (rate * m) / (Math.sqrt(v) * scale + epsilon);
    }
  },
};

/**
 * Adam with decoupled weight decay λ: W ← W − η·λ·W for the weights but not the biases, and then Adam's step. Unlike an l2
 * penalty, which Adam divides by the size of each gradient, it shrinks all weights at the same rate.
 * Loshchilov and Hutter, ICLR 2019, algorithm 2.
 */
export const adamW: Optimizer<typeof adam.defaults & { weightDecay: number }> = {
  ...adam,
  defaults: { ...adam.defaults, weightDecay: 0.01 },
};
