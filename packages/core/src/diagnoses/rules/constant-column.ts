import { describeInputs } from "../evidence/describe-inputs.ts";
import { listNames, columnStats } from "../evidence/column-stats.ts";
import { formatNumber } from "../evidence/format-number.ts";
import type { DiagnosisRule } from "../diagnosis-rule.ts";

/** A spread within rounding of 0, as in `fitScaler`. */
const ROUNDING = 1e-12;

/**
 * A column that has the same value in every row to learn from. It does no harm, since nothing can be learned from it; but
 * whoever put it there expected something of it, and where it has another value later, predictions are a guess. Of a
 * category all numbers must be constant: that one of its values is missing is not worth a word.
 */
export const constantColumn: DiagnosisRule = {
  aspect: "data",
  diagnose({ trainer: { data } }) {
    const { x, inputs, rows } = data.train;
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
          ? `${names} is always ${constant[0].value} in the ${rows} rows to learn from, so nothing can be learned from it: leave it out`
          : `${names} never change in the ${rows} rows to learn from, so nothing can be learned from them: leave them out`,
    };
  },
};
