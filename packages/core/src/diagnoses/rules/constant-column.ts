import { dropUncounted } from "../../data/dataset.ts";
import { describeInputs } from "../evidence/describe-inputs.ts";
import { listNames } from "../evidence/column-stats.ts";
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
      const values = Array.from({ length: width }, (_, k) => x[first + k]);
      if (!values.every((_, k) => isConstant(x, first + k, inputs))) return [];
      return [{ name, value: valueAt?.(values.indexOf(1)) ?? formatNumber(values[0]) }];
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

function isConstant(values: Float64Array, column: number, width: number): boolean {
  const first = values[column];
  for (let i = column; i < values.length; i += width)
    if (Math.abs(values[i] - first) > ROUNDING * Math.abs(first)) return false;
  return true;
}
