import { above0 } from "../spec/range.ts";
import type { Loss } from "./loss.ts";

/**
 * Huber's loss: the mean over a row of ½·e² if |e| ≤ δ, else δ·(|e| − ½·δ), with e = ŷ − y. Quadratic for small errors
 * and linear for large ones: the gradient of an outlier is at most δ. Huber, Annals of Mathematical Statistics 35 (1964).
 *
 * `delta`, δ, is the error above which a row counts as an outlier, in the unit of the scaled targets. Default 1; make it
 * smaller if outliers still have too much influence.
 */
export const huber: Loss<{ delta: number }> = {
  defaults: { delta: 1 },
  ranges: { delta: above0 },
  forward(rowLosses, predicted, target, targets, { delta }) {
    for (let i = 0; i < rowLosses.length; i++) {
      let sum = 0;
      for (let k = i * targets; k < (i + 1) * targets; k++) {
        const size = Math.abs(predicted[k] - target[k]);
        sum += size <= delta ? 0.5 * size * size : delta * (size - 0.5 * delta);
      }
      rowLosses[i] = sum / targets;
    }
  },
  backward(d, predicted, target, targets, { delta }) {
    for (let k = 0; k < target.length; k++) {
      d[k] = Math.max(-delta, Math.min(delta, predicted[k] - target[k])) / targets;
    }
  },
};
