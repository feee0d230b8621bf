import { heldOutPart } from "../evidence/held-out-part.ts";
import type { DiagnosisRule } from "../diagnosis-rule.ts";

/**
 * The finished network is no better on held-out rows than always predicting the mean of the training rows: R² ≤ 0. It has
 * learned nothing that generalizes.
 */
export const noBetterThanMean: DiagnosisRule = {
  aspect: "model",
  diagnose(observation) {
    const part = heldOutPart(observation);
    const comparison = part?.shortfall("mean");
    if (!part || comparison === undefined) return undefined;
    return {
      text:
        `no better than predicting the mean on the ${part.rows} ${part.name} rows, with ${comparison}: ` +
        `the inputs carry no information about the target, or the network has not learned it`,
    };
  },
};
