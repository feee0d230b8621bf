import { heldOutPart } from "../evidence/held-out-part.ts";
import type { DiagnosisRule } from "../diagnosis-rule.ts";

/**
 * The finished network is no better than ridge regression on held-out rows; the linear model is simpler and
 * can be explained. Not reported if the network is no better than the mean either.
 */
export const noBetterThanLine: DiagnosisRule = {
  aspect: "model",
  diagnose(observation) {
    const part = heldOutPart(observation);
    const comparison = part?.shortfall("linear");
    if (!part || comparison === undefined || part.shortfall("mean") !== undefined) return undefined;
    return {
      text:
        `no better than a straight line on the ${part.rows} ${part.name} rows, with ${comparison}: ` +
        `the line is simpler, unless a longer training or a larger network does better`,
    };
  },
};
