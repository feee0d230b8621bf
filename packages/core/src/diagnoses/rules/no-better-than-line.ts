import { heldOutPart } from "../evidence/held-out-part.ts";
import type { DiagnosisRule } from "../diagnosis-rule.ts";

/**
 * The finished network is no better than ridge regression on held-out rows, or than logistic regression for classes; the linear
 * model is simpler and can be explained. Not reported if the network is no better than the mean either.
 */
export const noBetterThanLine: DiagnosisRule = {
  aspect: "model",
  diagnose(observation) {
    const part = heldOutPart(observation);
    const comparison = part?.shortfall("linear");
    if (!part || comparison === undefined || part.shortfall("mean") !== undefined) return undefined;
    const baseline = part.isClass ? "logistic regression" : "a straight line";
    return {
      text:
        `no better than ${baseline} ${comparison}: ` +
        `${baseline} is simpler, unless a longer training or a larger network does better`,
    };
  },
};
