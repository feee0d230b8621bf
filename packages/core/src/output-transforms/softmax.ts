import { exp } from "../math/index.ts";
import type { OutputTransform } from "./output-transform.ts";

/**
 * The numbers z of a row stand for the probabilities eᶻ / Σ eᶻ of its targets, of which one is true: see
 * `softmaxCrossEntropy`. Of all z the largest is first taken away, which changes nothing and cannot overflow.
 */
export const softmax: OutputTransform = {
  apply(outputs, targets) {
    const probabilities = new Float64Array(outputs.length);
    for (let first = 0; first < outputs.length; first += targets) {
      let largest = -Infinity;
      for (let k = first; k < first + targets; k++) largest = Math.max(largest, outputs[k]);
      let sum = 0;
      for (let k = first; k < first + targets; k++) sum += probabilities[k] = exp(outputs[k] - largest);
      for (let k = first; k < first + targets; k++) probabilities[k] /= sum;
    }
    return probabilities;
  },
};
