import { heldOutPart } from "../evidence/held-out-part.ts";
import type { DiagnosisRule } from "../diagnosis-rule.ts";

/**
 * The finished network is no better on held-out rows than always predicting the mean of the training rows, for classes their
 * frequencies: R² ≤ 0. It has learned nothing that generalizes.
 */
export const noBetterThanMean: DiagnosisRule = {
  aspect: "model",
  diagnose(observation) {
    const part = heldOutPart(observation);
    const comparison = part?.shortfall("mean");
    if (!part || comparison === undefined) return undefined;
    const baseline = part.isClass ? "the shares of the classes" : "the mean";
    return {
      text:
        `no better than predicting ${baseline} ${comparison}: ` +
        `the inputs carry no information about the target, or the network has not learned it`,
    };
  },
};
