import { toVariance } from "../output-transforms/gaussian.ts";
import { exp, log } from "../math/index.ts";
import type { Loss } from "./loss.ts";

const HALF_LOG_TWO_PI = 0.5 * log(2 * Math.PI);

/**
 * Gaussian negative log likelihood: the network predicts a mean μ and a variance v for each target, and the loss is the
 * mean over a row of ½·ln(2π·v) + ½·(y − μ)² / v. It learns where the noise is large and where it is small. Nix and
 * Weigend, ICNN 1994.
 *
 * A row of outputs holds all means and then all raw variances, `[μ₁ … μₙ, r₁ … rₙ]` for n targets, so that it begins
 * with the same numbers as under any other loss. v = softplus(r) + 1e-6; see the output transform `gaussian`.
 */
export const gaussianNll: Loss<{}> = {
  defaults: {},
  outputsPerTarget: 2,
  link: "gaussian",
  forward(rowLosses, predicted, target, targets) {
    for (let i = 0; i < rowLosses.length; i++) {
      let sum = 0;
      for (let j = 0; j < targets; j++) {
        const mean = 2 * i * targets + j;
        const error = target[i * targets + j] - predicted[mean];
        const variance = toVariance(predicted[mean + targets]);
        sum += HALF_LOG_TWO_PI + 0.5 * log(variance) + (0.5 * error * error) / variance;
      }
      rowLosses[i] = sum / targets;
    }
  },
  /** dL/dμ = (μ − y) / v; dL/dr = ½·(1 − (y − μ)² / v) / v · v′, where v′ is the logistic function of r. */
  backward(d, predicted, target, targets) {
    for (let k = 0; k < target.length; k++) {
      const row = Math.floor(k / targets);
      const mean = row * targets + k;
      const raw = mean + targets;
      const error = target[k] - predicted[mean];
      const variance = toVariance(predicted[raw]);
      const slope = 1 / (1 + exp(-predicted[raw]));
      d[mean] = -error / variance / targets;
      d[raw] = (0.5 * slope * (1 - (error * error) / variance)) / variance / targets;
    }
  },
};
