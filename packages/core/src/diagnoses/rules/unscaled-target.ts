import { dropUncounted } from "../../data/dataset.ts";
import { columnStats, describeUnscaled } from "../evidence/column-stats.ts";
import { outputTransformOf } from "../../spec/training-spec.ts";
import type { DiagnosisRule } from "../diagnosis-rule.ts";

/**
 * Bounds for a target. Gradients grow with it, and an untrained network predicts numbers near 1, far from distant targets.
 *
 * Beyond these bounds nearly every network suffers: networks of 16 ReLU or tanh units with an R² of at least 0.94 reached
 * at most 0.85 in the same time with the target times 100, or diverged; 0.87 with the target divided by 1000; and, all but
 * one, 0.76 with the target 100 deviations from 0. Small targets are lost in the noise of the initial weights.
 */
const MAX_DEVIATION = 100;
const MIN_DEVIATION = 0.001;
const MAX_MEAN = 100;

/**
 * A target whose deviation is far from 1 or whose mean is far from 0, without scaling. L-BFGS is hardly affected: it
 * measures the curvature.
 */
export const unscaledTarget: DiagnosisRule = {
  aspect: "data",
  diagnose({ trainer: { spec, data } }) {
    const { y, outputs } = dropUncounted(data.train);
    const isScaled = (spec.scaling?.targets ?? "none") !== "none";
    const isNumber = outputTransformOf(spec.loss) === "identity" || outputTransformOf(spec.loss) === "gaussian";
    if (isScaled || !isNumber || spec.optimizer.type === "lbfgs") return undefined;
    const names = data.columns?.targets.map((name) => `"${name}"`) ?? [];
    const unscaled = Array.from({ length: outputs }, (_, j) => ({
      name: names[j] ?? (outputs === 1 ? "the target" : `target ${j + 1}`),
      stats: columnStats(y, j, outputs),
    })).filter(
      ({ stats: { mean, deviation } }) =>
        deviation > 0 && (deviation >= MAX_DEVIATION || deviation <= MIN_DEVIATION || Math.abs(mean) >= MAX_MEAN),
    );
    if (unscaled.length === 0) return undefined;
    return {
      text: `${describeUnscaled(unscaled)}; an untrained network predicts numbers near 1: set scaling.targets to "standard"`,
    };
  },
};
