import { describeStats, listNames, columnStats } from "../evidence/column-stats.ts";
import { describeInputs } from "../evidence/describe-inputs.ts";
import type { DiagnosisRule } from "../diagnosis-rule.ts";

/**
 * Of a column to learn from. Gradient descent needs as many more steps as the largest spread is above the smallest,
 * squared, and first weights expect columns around 0 with a spread near 1: LeCun et al., Efficient BackProp (1998), §4.3.
 *
 * The bounds are where every network suffers: with the column in 100 times its unit, or a hundredth, networks of 16 ReLU
 * or tanh units and one input that had reached an R² of 0.94 and more reached 0.77 at most by gradient descent, momentum,
 * RMSProp, Adagrad and Adam at usual learning rates, or diverged; with 10 deviations between the column and 0, 0.49.
 */
const MAX_DEVIATION = 100;
const MIN_DEVIATION = 0.01;
const MAX_OFFSET = 10;

/**
 * A column of numbers whose spread is far from 1, or which lies far from 0, where nothing scales it. Columns with two
 * different values are left alone, as flags are. L-BFGS hardly minds: it measures the curvature.
 */
export const unscaledInput: DiagnosisRule = {
  aspect: "data",
  diagnose({ trainer: { spec, data } }) {
    const { x, inputs } = data.train;
    if ((spec.scaling?.inputs ?? "none") !== "none" || spec.optimizer.type === "lbfgs") return undefined;
    const unscaled = describeInputs(data).flatMap(({ name, first, valueAt }) => {
      const spread = columnStats(x, first, inputs);
      const { mean, deviation, isFlag } = spread;
      if (valueAt || isFlag) return [];
      const isFar = Math.abs(mean) >= MAX_OFFSET * deviation;
      return isFar || deviation >= MAX_DEVIATION || deviation <= MIN_DEVIATION ? [{ name, spread }] : [];
    });
    if (unscaled.length === 0) return undefined;
    const [{ name, spread }] = unscaled;
    const others =
      unscaled.length === 1 ? "" : ` and so do ${listNames(unscaled.slice(1).map((column) => column.name))}`;
    return {
      text:
        `${describeStats(name, spread)}${others}, where networks learn best around 0 with deviation 1: ` +
        `set scaling.inputs to "standard"`,
    };
  },
};
