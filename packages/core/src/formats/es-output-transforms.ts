/** The output transforms as source text for a standalone module. */
import type { OutputTransformName } from "../output-transforms/index.ts";
import { esActivations } from "./es-activations.ts";

export interface EsOutputTransform {
  /** An expression of `mean`, a list of outputs; its value is a list that begins with the predictions. */
  readonly expression: string;
  /** The functions it calls, by name; an activation of the same name is the same function. */
  readonly functions: Readonly<Record<string, string>>;
}

export const esOutputTransforms: Readonly<Record<OutputTransformName, EsOutputTransform>> = {
  identity: { expression: "mean", functions: {} },
  sigmoid: { expression: "mean.map(sigmoid)", functions: { sigmoid: esActivations.sigmoid } },
  softmax: {
    expression: "softmax(mean)",
    functions: {
      softmax: `/** Subtracts the largest z, so that nothing overflows. */
function softmax(z) {
  const largest = Math.max(...z);
  const e = z.map((value) => Math.exp(value - largest));
  const sum = e.reduce((total, value) => total + value, 0);
  return e.map((value) => value / sum);
}`,
    },
  },
  /** The variance is not exported. */
  gaussian: { expression: "mean", functions: {} },
};
