import { judgedPart } from "../evidence/judged-part.ts";
import type { DiagnosisRule } from "../diagnosis-rule.ts";

/**
 * In the end, on rows that nothing was learned from, the network errs at least as much as the straight line of least
 * squares: which is simpler, and can be explained. Silent where it is no better than the mean.
 */
export const noBetterThanLine: DiagnosisRule = {
  aspect: "model",
  diagnose(observation) {
    const judged = judgedPart(observation);
    const figures = judged?.noBetterThan("linear");
    if (!judged || figures === undefined || judged.noBetterThan("mean") !== undefined) return undefined;
    return {
      text:
        `no better than a straight line on the ${judged.rows} ${judged.name} rows, with ${figures}: ` +
        `the line is simpler, unless a longer training or a larger network does better`,
    };
  },
};
