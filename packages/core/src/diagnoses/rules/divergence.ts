import { unscaledInput } from "./unscaled-input.ts";
import { unscaledTarget } from "./unscaled-target.ts";
import type { DiagnosisRule } from "../diagnosis-rule.ts";

/** A training that ended with non-finite numbers: the likely reason, and the network that is kept. */
export const divergence: DiagnosisRule = {
  aspect: "curves",
  diagnose(observation) {
    const { trainer } = observation;
    if (trainer.end?.reason !== "diverged") return undefined;
    const { epoch, modelEpoch, settings } = trainer;
    const unscaledParts = [
      unscaledInput.diagnose(observation) ? ["inputs"] : [],
      unscaledTarget.diagnose(observation) ? ["targets"] : [],
    ].flat();
    const advice =
      unscaledParts.length > 0
        ? `the ${unscaledParts.join(" and ")} are not scaled, which makes the learning rate ${settings["learningRate"]} too large: scale them`
        : `the learning rate ${settings["learningRate"]} is probably too large, try a tenth of it`;
    const kept = modelEpoch === 0 ? "the untrained network" : `the network of epoch ${modelEpoch}`;
    return {
      text: `epoch ${epoch + 1} ended with numbers that are not finite: ${advice}; ${kept} is kept`,
    };
  },
};
