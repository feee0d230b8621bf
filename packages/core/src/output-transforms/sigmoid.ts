import { activations } from "../activations/index.ts";
import type { OutputTransform } from "./output-transform.ts";

/** Each output z becomes the probability 1 / (1 + e⁻ᶻ), independent of the other outputs: see `binaryCrossEntropy`. */
export const sigmoid: OutputTransform = {
  apply(outputs) {
    const probabilities = new Float64Array(outputs.length);
    activations.sigmoid.forward(probabilities, outputs);
    return probabilities;
  },
};
