import { describeStats, listNames, columnStats } from "../evidence/column-stats.ts";
import { outputTransformOf } from "../../spec/training-spec.ts";
import type { DiagnosisRule } from "../diagnosis-rule.ts";

/**
 * Of a target. Gradients grow with it, and a first network says numbers near 1: what lies far away has to be walked to.
 *
 * The bounds are where nearly every network suffers: with the target in 100 times its unit, networks of 16 ReLU or tanh
 * units that had reached an R² of 0.94 and more reached 0.85 at most in the same time, or diverged; in a thousandth of it,
 * 0.87; and all but one 0.76, when it lay 100 deviations from 0. Small targets are lost in the noise of the first weights.
 */
const MAX_DEVIATION = 100;
const MIN_DEVIATION = 0.001;
const MAX_MEAN = 100;

/** A target whose spread is far from 1, or which lies far from 0, where nothing scales it. L-BFGS hardly minds: it measures the curvature. */
export const unscaledTarget: DiagnosisRule = {
  aspect: "data",
  diagnose({ trainer: { spec, data } }) {
    const { y, outputs } = data.train;
    const isScaled = (spec.scaling?.targets ?? "none") !== "none";
    const isNumber = outputTransformOf(spec.loss) === "identity" || outputTransformOf(spec.loss) === "gaussian";
    if (isScaled || !isNumber || spec.optimizer.type === "lbfgs") return undefined;
    const names = data.columns?.targets.map((name) => `"${name}"`) ?? [];
    const unscaled = Array.from({ length: outputs }, (_, j) => ({
      name: names[j] ?? (outputs === 1 ? "the target" : `target ${j + 1}`),
      spread: columnStats(y, j, outputs),
    })).filter(
      ({ spread: { mean, deviation } }) =>
        deviation > 0 && (deviation >= MAX_DEVIATION || deviation <= MIN_DEVIATION || Math.abs(mean) >= MAX_MEAN),
    );
    if (unscaled.length === 0) return undefined;
    const [{ name, spread }] = unscaled;
    const others =
      unscaled.length === 1 ? "" : ` and so do ${listNames(unscaled.slice(1).map((target) => target.name))}`;
    return {
      text:
        `${describeStats(name, spread)}${others}, far from what a new network predicts: ` +
        `set scaling.targets to "standard"`,
    };
  },
};
