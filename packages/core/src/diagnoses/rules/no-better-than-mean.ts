import { judgedPart } from "../evidence/judged-part.ts";
import type { DiagnosisRule } from "../diagnosis-rule.ts";

/**
 * In the end, on rows that nothing was learned from, the network errs at least as much as who always says the mean of the
 * rows to learn from: R² is 0 or below. Nothing was learned that holds.
 */
export const noBetterThanMean: DiagnosisRule = {
  aspect: "model",
  diagnose(observation) {
    const judged = judgedPart(observation);
    const figures = judged?.noBetterThan("mean");
    if (!judged || figures === undefined) return undefined;
    return {
      text:
        `no better than always the mean on the ${judged.rows} ${judged.name} rows, with ${figures}: ` +
        `the inputs say nothing of the target, or it was not learned`,
    };
  },
};
