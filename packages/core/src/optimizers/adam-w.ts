import { adam } from "./adam.ts";
import type { Optimizer } from "./optimizer.ts";

/**
 * Adam with decoupled weight decay λ: W ← W − η·λ·W for the weights but not the biases, and then Adam's step. Unlike an l2
 * penalty, which Adam divides by the size of each gradient, it shrinks all weights at the same rate.
 * Loshchilov and Hutter, ICLR 2019, algorithm 2.
 */
export const adamW: Optimizer<typeof adam.defaults & { weightDecay: number }> = {
  ...adam,
  defaults: { ...adam.defaults, weightDecay: 0.01 },
};
