import { keepsFalling, lastImprovement, lastFraction, meanLoss } from "../evidence/curve.ts";
import { formatNumber } from "../evidence/format-number.ts";
import { overfitting } from "./overfitting.ts";
import type { DiagnosisRule } from "../diagnosis-rule.ts";

/** A loss counts as lower if it is lower by 1 %. */
const MIN_IMPROVEMENT = 0.01;
/** A plateau is twice as long as all epochs before it, and at least 200 epochs, … */
const MIN_FRACTION = 2 / 3;
const MIN_EPOCHS = 200;
/** … and not convergence: below a millionth of the null loss nothing is left to learn. */
const CONVERGED_FRACTION = 1e-6;
/** A loss above this multiple of its lowest rises or jumps, which is not a plateau. */
const MAX_RATIO_TO_LOWEST = 1.5;
/** Above this fraction of the null loss, nothing has been learned at all. */
const UNLEARNED_FRACTION = 0.9;

/**
 * The lowest loss was reached long ago. Not reported if a patience rule handles this, if the training loss still falls,
 * however slowly, and if the validation loss has risen since, which `overfitting` reports.
 */
export const plateau: DiagnosisRule = {
  aspect: "curves",
  diagnose(observation) {
    const { trainer, nullLoss = 0 } = observation;
    const { spec, history, epoch } = trainer;
    if (spec.stopping?.some(({ type }) => type === "patience")) return undefined;
    const { spans } = history;
    if (history.epochs < MIN_EPOCHS) return undefined;
    const lastGain = lastImprovement(spans, MIN_IMPROVEMENT);
    const waited = epoch - lastGain.epoch;
    const isLong = waited >= Math.max(MIN_EPOCHS, MIN_FRACTION * history.epochs);
    if (!isLong || lastGain.loss <= CONVERGED_FRACTION * nullLoss) return undefined;
    if (keepsFalling(spans.filter(({ first }) => first >= lastGain.epoch))) return undefined;
    const latest = lastFraction(spans, 0.25);
    const isValidated = spans[0].validationLoss !== undefined;
    if (meanLoss(latest, isValidated ? "validationLoss" : "loss") > MAX_RATIO_TO_LOWEST * lastGain.loss)
      return undefined;
    if (overfitting.diagnose(observation)) return undefined;
    const name = isValidated ? "validation loss" : "loss";
    const stagnation = `${formatNumber(lastGain.loss)} since epoch ${lastGain.epoch}, ${waited} epochs ago`;
    return nullLoss > 0 && meanLoss(latest) > UNLEARNED_FRACTION * nullLoss
      ? {
          text: `nothing is learned: the ${name} has stayed at ${stagnation}, no better than predicting the mean; try a different seed, learning rate or inputs`,
          subject: "nothing",
        }
      : {
          text: `the ${name} has not improved by 1 % on ${stagnation}: stop here, or try a lower learning rate or different inputs`,
        };
  },
};
