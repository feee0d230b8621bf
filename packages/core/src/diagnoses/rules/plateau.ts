import { keepsFalling, lastImprovement, lastFraction, meanLoss } from "../evidence/curve.ts";
import { formatNumber } from "../evidence/format-number.ts";
import { overfitting } from "./overfitting.ts";
import type { DiagnosisRule } from "../diagnosis-rule.ts";

/** What counts as lower: by a hundredth. */
const MIN_IMPROVEMENT = 0.01;
/** A plateau is twice as long as all that came before it, and at least so many epochs, … */
const MIN_FRACTION = 2 / 3;
const MIN_EPOCHS = 200;
/** … and not the bottom: below a millionth of the loss of ignorance there is nothing left to learn. */
const CONVERGED_FRACTION = 1e-6;
/** Where the loss is farther above its lowest than this, it rises or jumps, which is no plateau. */
const MAX_RATIO_TO_LOWEST = 1.5;
/** Above this part of it, nothing has been learned at all. */
const UNLEARNED_FRACTION = 0.9;

/**
 * Epochs for nothing: the lowest loss is long ago. Silent where patience waits for just that, where the training loss falls
 * on, however slowly, and where the validation loss rises since, of which `overfitting` speaks.
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
          text: `nothing is learned: the ${name} has stayed at ${stagnation}, no better than always the mean; try another seed, another learning rate or other inputs`,
          subject: "nothing",
        }
      : {
          text: `the ${name} has not improved by 1 % on ${stagnation}: stop here, or try a lower learning rate or other inputs`,
        };
  },
};
