import { exp } from "../math/index.ts";
import type { Vector } from "../vector.ts";
import type { OutputTransform } from "./output-transform.ts";

/**
 * Softmax: a row's outputs z become the probabilities eᶻ / Σ eᶻ of mutually exclusive classes; see `softmaxCrossEntropy`.
 * The row's largest z is subtracted first, which leaves the result unchanged and cannot overflow.
 */
export const softmax: OutputTransform = {
  apply(outputs, targets) {
    const probabilities = new Float64Array(outputs.length);
    for (let first = 0; first < outputs.length; first += targets) {
      const { largest, sum } = sumExponentials(outputs, first, targets);
      for (let k = first; k < first + targets; k++) probabilities[k] = exp(outputs[k] - largest) / sum;
    }
    return probabilities;
  },
};

/** The largest of the `count` outputs from index `first` on, and Σ e^(z − largest) over them. */
export function sumExponentials(outputs: Vector, first: number, count: number): { largest: number; sum: number } {
  let largest = -Infinity;
  for (let k = first; k < first + count; k++) largest = Math.max(largest, outputs[k]);
  let sum = 0;
  for (let k = first; k < first + count; k++) sum += exp(outputs[k] - largest);
  return { largest, sum };
}
