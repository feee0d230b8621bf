import { idleLayers } from "../evidence/activity.ts";
import { isStuck } from "../evidence/curve.ts";
import type { DiagnosisRule } from "../diagnosis-rule.ts";

/** Fewer are no reason why a network does not learn: two of 10 units are enough to find a line, and the notebook has but four. */
const MIN_FRACTION_WHEN_STUCK = 0.5;

/**
 * ReLU units that are 0 for every row to learn from: no gradient reaches their weights, so mostly they stay so. Some of them
 * are usual, and harmless as long as the others learn; so it speaks of a layer only when all of its units are dead, and the
 * network says the same of every row, or when half of them are and the training is stuck.
 * Lu, Shin, Su and Karniadakis, Dying ReLU and Initialization, 2020.
 */
export const deadUnits: DiagnosisRule = {
  aspect: "network",
  diagnose(observation) {
    const { trainer } = observation;
    const minFraction = isStuck(observation) ? MIN_FRACTION_WHEN_STUCK : 1;
    const [worst] = idleLayers(trainer, (activation) => activation === "relu", minFraction);
    if (!worst) return undefined;
    const { layer, units, idle } = worst;
    const remedy =
      trainer.epoch === trainer.startEpoch
        ? "scale the inputs, or take leakyRelu, which cannot die"
        : "start anew with a lower learning rate, or take leakyRelu, which cannot die";
    const consequence = trainer.spec.network.shortcut
      ? "nothing but the line is left"
      : "the network says the same of all rows";
    return idle === units
      ? {
          text: `layer ${layer} is dead: all of its ${units} ReLU units are 0 for every row, so ${consequence}; ${remedy}`,
          subject: "all units",
        }
      : {
          text: `${idle} of ${units} ReLU units in layer ${layer} are dead, 0 for every row, and the loss falls no more; ${remedy}`,
        };
  },
};
