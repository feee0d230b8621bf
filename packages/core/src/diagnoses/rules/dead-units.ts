import { findIdleLayer } from "../evidence/activity.ts";
import type { DiagnosisRule } from "../diagnosis-rule.ts";

/**
 * ReLU units that are 0 for every training row: no gradient reaches their weights, so they rarely recover. Some dead units
 * are normal, and harmless while the others learn. A layer is reported only if all of its units are dead, and the network
 * predicts the same for every row, or if half of them are dead and the training is stuck.
 * Lu, Shin, Su and Karniadakis, Dying ReLU and Initialization, 2020.
 */
export const deadUnits: DiagnosisRule = {
  aspect: "network",
  diagnose(observation) {
    const { trainer } = observation;
    const worst = findIdleLayer(observation, (activation) => activation === "relu");
    if (!worst) return undefined;
    const { layer, units, idle } = worst;
    const remedy =
      trainer.epoch === trainer.startEpoch
        ? "scale the inputs, or use leakyRelu, which cannot die"
        : "restart with a lower learning rate, or use leakyRelu, which cannot die";
    const consequence = trainer.spec.network.shortcut
      ? "only the linear part is left"
      : "the network predicts the same for all rows";
    return idle === units
      ? {
          text: `layer ${layer} is dead: all of its ${units} ReLU units are 0 for every row, so ${consequence}; ${remedy}`,
          subject: "all units",
        }
      : {
          text: `${idle} of ${units} ReLU units in layer ${layer} are dead, 0 for every row, and the loss no longer falls; ${remedy}`,
        };
  },
};
