/** What a network's outputs say of the targets, as it is written into a module that stands alone. */
import type { OutputTransformName } from "../output-transforms/index.ts";
import { esActivations } from "./es-activations.ts";

export interface EsOutputTransform {
  /** What becomes of `mean`, a list of outputs: a list that begins with the targets. */
  readonly expression: string;
  /** The functions it needs, by name: an activation of the same name is the same function. */
  readonly functions: Readonly<Record<string, string>>;
}

export const esOutputTransforms: Readonly<Record<OutputTransformName, EsOutputTransform>> = {
  identity: { expression: "mean", functions: {} },
  sigmoid: { expression: "mean.map(sigmoid)", functions: { sigmoid: esActivations.sigmoid } },
  softmax: {
    expression: "softmax(mean)",
    functions: {
      softmax: `/** Of all z the largest is taken away, so that nothing overflows. */
function softmax(z) {
  const largest = Math.max(...z);
  const e = z.map((value) => Math.exp(value - largest));
  const sum = e.reduce((total, value) => total + value, 0);
  return e.map((value) => value / sum);
}`,
    },
  },
  /** How sure it is stays behind. */
  gaussian: { expression: "mean", functions: {} },
};
