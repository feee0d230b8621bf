import { heldOutPart } from "../evidence/held-out-part.ts";
import type { DiagnosisRule } from "../diagnosis-rule.ts";

/**
 * In the end, on rows that nothing was learned from, the network errs at least as much as the straight line of least
 * squares: which is simpler, and can be explained. Silent where it is no better than the mean.
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
