import { heldOutPart } from "../evidence/held-out-part.ts";
import type { DiagnosisRule } from "../diagnosis-rule.ts";

/**
 * In the end, on rows that nothing was learned from, the network errs at least as much as who always says the mean of the
 * rows to learn from: R² is 0 or below. Nothing was learned that holds.
 */
export const noBetterThanMean: DiagnosisRule = {
  aspect: "model",
  diagnose(observation) {
    const part = heldOutPart(observation);
    const comparison = part?.shortfall("mean");
    if (!part || comparison === undefined) return undefined;
    return {
      text:
        `no better than always the mean on the ${part.rows} ${part.name} rows, with ${comparison}: ` +
        `the inputs say nothing of the target, or it was not learned`,
    };
  },
};
