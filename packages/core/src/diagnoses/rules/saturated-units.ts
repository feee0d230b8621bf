import { idleLayers } from "../evidence/activity.ts";
import { isStuck } from "../evidence/curve.ts";
import type { ActivationName } from "../../activations/index.ts";
import type { DiagnosisRule } from "../diagnosis-rule.ts";

/** As of dead units: fewer are no reason why a network does not learn. */
const MIN_FRACTION_WHEN_STUCK = 0.5;

/**
 * Units of a bent activation, such as tanh, that are at the same flat end of it for every row to learn from: they say the
 * same of all rows, and hardly a gradient reaches their weights. Units that are at one end for some rows and at the other
 * for the rest are not meant: they are switches, and may be just what is wanted. As with dead units, it speaks only when
 * all units of a layer are so, or half of them and the training is stuck.
 * Glorot and Bengio, Understanding the Difficulty of Training Deep Feedforward Neural Networks, 2010, §3.
 */
export const saturatedUnits: DiagnosisRule = {
  aspect: "network",
  diagnose(observation) {
    const minFraction = isStuck(observation) ? MIN_FRACTION_WHEN_STUCK : 1;
    const [worst] = idleLayers(observation.trainer, saturates, minFraction);
    if (!worst) return undefined;
    const { layer, units, idle, activation } = worst;
    const isAll = idle === units;
    return {
      text:
        `${isAll ? "all" : `${idle} of`} ${units} ${activation} units in layer ${layer} are saturated, at the same flat end for every ` +
        `row, and hardly learn any more; scale inputs and targets, or start anew with a lower learning rate or smaller weights`,
      ...(isAll && { subject: "all units" }),
    };
  },
};

/** Identity and leakyRelu are steep everywhere; of relu and step other rules speak. */
function saturates(activation: ActivationName): boolean {
  return !["identity", "leakyRelu", "relu", "step"].includes(activation);
}
