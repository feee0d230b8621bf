import { dropUncounted } from "../../data/dataset.ts";
import { describeInputs } from "../evidence/describe-inputs.ts";
import { columnStats, listNames } from "../evidence/column-stats.ts";
import { formatNumber } from "../evidence/format-number.ts";
import type { DiagnosisRule } from "../diagnosis-rule.ts";

/** A range within rounding of 0, as in `fitScaler`. */
const ROUNDING = 1e-12;

/**
 * A column with the same value in every training row. It does no harm, since nothing can be learned from it; but the user
 * expected it to matter, and for other values later predictions are a guess. A category counts only if all of its numbers
 * are constant, not if merely one of its values is absent.
 */
export const constantColumn: DiagnosisRule = {
  aspect: "data",
  diagnose({ trainer: { data } }) {
    const { x, inputs, rows } = dropUncounted(data.train);
    if (rows < 2) return undefined;
    const constant = describeInputs(data).flatMap(({ name, first, width, valueAt }) => {
      const stats = Array.from({ length: width }, (_, k) => columnStats(x, first + k, inputs));
      const isConstant = stats.every(({ min, max }) => max - min <= ROUNDING * Math.abs(min));
      return isConstant
        ? [{ name, value: valueAt?.(stats.findIndex(({ min }) => min === 1)) ?? formatNumber(stats[0].min) }]
        : [];
    });
    if (constant.length === 0) return undefined;
    const names = listNames(constant.map(({ name }) => name));
    return {
      text:
        constant.length === 1
          ? `${names} is always ${constant[0].value} in the ${rows} training rows, so nothing can be learned from it: leave it out`
          : `${names} are constant in the ${rows} training rows, so nothing can be learned from them: leave them out`,
    };
  },
};
