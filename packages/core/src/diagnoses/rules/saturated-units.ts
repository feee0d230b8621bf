import { findIdleLayer } from "../evidence/activity.ts";
import type { ActivationName } from "../../activations/index.ts";
import type { DiagnosisRule } from "../diagnosis-rule.ts";

/** Whether an activation has a flat end that this rule looks for: relu and step have rules of their own. */
const saturates: Readonly<Record<ActivationName, boolean>> = {
  identity: false,
  relu: false,
  leakyRelu: false,
  elu: true,
  selu: true,
  gelu: true,
  silu: true,
  softplus: true,
  sigmoid: true,
  hardSigmoid: true,
  tanh: true,
  step: false,
};

/**
 * Units of a saturating activation, such as tanh, that are at the same flat end for every training row: their output is
 * nearly constant, and almost no gradient reaches their weights. Units at one end for some rows and at the other for the
 * rest do not count: they act as switches, which may be what is needed. As with dead units, a layer is reported only if
 * all of its units are saturated, or half of them and the training is stuck.
 * Glorot and Bengio, Understanding the Difficulty of Training Deep Feedforward Neural Networks, 2010, §3.
 */
export const saturatedUnits: DiagnosisRule = {
  aspect: "network",
  diagnose(observation) {
    const worst = findIdleLayer(observation, (activation) => saturates[activation]);
    if (!worst) return undefined;
    const { layer, units, idle, activation } = worst;
    const isAll = idle === units;
    return {
      text:
        `${isAll ? "all" : `${idle} of`} ${units} ${activation} units in layer ${layer} are saturated, at the same flat end for every ` +
        `row, and hardly learn any more; scale inputs and targets, or restart with a lower learning rate or smaller weights`,
      ...(isAll && { subject: "all units" }),
    };
  },
};
