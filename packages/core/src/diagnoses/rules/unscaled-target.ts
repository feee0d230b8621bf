import { describeSpread, listNames, spreadOf } from "../evidence/column-spread.ts";
import { outputTransformOf } from "../../spec/training-spec.ts";
import type { DiagnosisRule } from "../diagnosis-rule.ts";

/**
 * Of a target. Gradients grow with it, and a first network says numbers near 1: what lies far away has to be walked to.
 *
 * The bounds are where nearly every network suffers: with the target in 100 times its unit, networks of 16 ReLU or tanh
 * units that had reached an R² of 0.94 and more reached 0.85 at most in the same time, or diverged; in a thousandth of it,
 * 0.87; and all but one 0.76, when it lay 100 deviations from 0. Small targets are lost in the noise of the first weights.
 */
const MOST_DEVIATION = 100;
const LEAST_DEVIATION = 0.001;
const MOST_MEAN = 100;

/** A target whose spread is far from 1, or which lies far from 0, where nothing scales it. L-BFGS hardly minds: it measures the curvature. */
export const unscaledTarget: DiagnosisRule = {
  aspect: "data",
  diagnose({ trainer: { spec, data } }) {
    const { y, outputs } = data.train;
    const isScaled = (spec.scaling?.targets ?? "none") !== "none";
    const isNumber = outputTransformOf(spec.loss) === "identity" || outputTransformOf(spec.loss) === "gaussian";
    if (isScaled || !isNumber || spec.optimizer.type === "lbfgs") return undefined;
    const names = data.columns?.targets.map((name) => `"${name}"`) ?? [];
    const wrong = Array.from({ length: outputs }, (_, j) => ({
      name: names[j] ?? (outputs === 1 ? "the target" : `target ${j + 1}`),
      spread: spreadOf(y, j, outputs),
    })).filter(
      ({ spread: { mean, deviation } }) =>
        deviation > 0 && (deviation >= MOST_DEVIATION || deviation <= LEAST_DEVIATION || Math.abs(mean) >= MOST_MEAN),
    );
    if (wrong.length === 0) return undefined;
    const [{ name, spread }] = wrong;
    const others = wrong.length === 1 ? "" : ` and so do ${listNames(wrong.slice(1).map((target) => target.name))}`;
    return {
      text:
        `${describeSpread(name, spread)}${others}, far from what a new network predicts: ` +
        `set scaling.targets to "standard"`,
    };
  },
};
