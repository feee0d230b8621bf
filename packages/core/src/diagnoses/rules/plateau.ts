import { fallsOn, lastImprovement, lastPart, meanOf } from "../evidence/curve.ts";
import { figure } from "../evidence/figure.ts";
import { overfitting } from "./overfitting.ts";
import type { DiagnosisRule } from "../diagnosis-rule.ts";

/** What counts as lower: by a hundredth. */
const IMPROVEMENT = 0.01;
/** A plateau is twice as long as all that came before it, and at least so many epochs, … */
const PART = 2 / 3;
const FEWEST_EPOCHS = 200;
/** … and not the bottom: below a millionth of the loss of ignorance there is nothing left to learn. */
const BOTTOM = 1e-6;
/** Where the loss is farther above its lowest than this, it rises or jumps, which is no plateau. */
const NEAR = 1.5;
/** Above this part of it, nothing has been learned at all. */
const NOTHING = 0.9;

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
    if (history.epochs < FEWEST_EPOCHS) return undefined;
    const since = lastImprovement(spans, IMPROVEMENT);
    const waited = epoch - since.epoch;
    const isLong = waited >= Math.max(FEWEST_EPOCHS, PART * history.epochs);
    if (!isLong || since.loss <= BOTTOM * nullLoss) return undefined;
    if (fallsOn(spans.filter(({ first }) => first >= since.epoch))) return undefined;
    const latest = lastPart(spans, 0.25);
    const isValidated = spans[0].validationLoss !== undefined;
    if (meanOf(latest, isValidated ? "validationLoss" : "loss") > NEAR * since.loss) return undefined;
    if (overfitting.diagnose(observation)) return undefined;
    const name = isValidated ? "validation loss" : "loss";
    const where = `${figure(since.loss)} since epoch ${since.epoch}, ${waited} epochs ago`;
    return nullLoss > 0 && meanOf(latest) > NOTHING * nullLoss
      ? {
          text: `nothing is learned: the ${name} has stayed at ${where}, no better than always the mean; try another seed, another learning rate or other inputs`,
          subject: "nothing",
        }
      : {
          text: `the ${name} has not improved by 1 % on ${where}: stop here, or try a lower learning rate or other inputs`,
        };
  },
};
