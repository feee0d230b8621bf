import { epochCount, keepsFalling, lastFraction, risingFraction } from "../evidence/curve.ts";
import { formatNumber, formatPercent } from "../evidence/format-number.ts";
import type { EpochSpan } from "../../training/history.ts";
import type { DiagnosisRule } from "../diagnosis-rule.ts";

/** Fewer epochs say nothing. */
const MIN_EPOCHS = 20;
/** What is left to learn of what there was: with a loss below this part of that of ignorance, R² is above 0.9. */
const LEARNED_FRACTION = 0.1;
/** With a loss above this part of it, next to nothing has been learned. */
const UNLEARNED_FRACTION = 0.9;
/** What falls so steadily takes short steps: it rises in no more epochs than this part, and never above its start. */
const MAX_RISING_FRACTION = 0.1;
/** A training at its end takes off next to nothing any more; this one, in the last fifth of its epochs, so much. */
const LAST_FRACTION = 0.2;
const MIN_FALL = 0.05;

/**
 * A training that came to its last epoch on the way: far from its goal, the loss still fell with every step. Only of a
 * training that is over: before, a loss that falls slowly may be about to fall fast, as it does in XOR.
 */
export const learningRateTooLow: DiagnosisRule = {
  aspect: "curves",
  diagnose({ trainer, nullLoss }) {
    if (trainer.end?.reason !== "completed" || nullLoss === undefined) return undefined;
    const { history, settings, epoch } = trainer;
    if (history.epochs < MIN_EPOCHS) return undefined;
    const { spans } = history;
    const last = lastFraction(spans, LAST_FRACTION);
    const now = last[last.length - 1].loss;
    const stretch = now > UNLEARNED_FRACTION * nullLoss && keepsFalling(spans) ? spans : last;
    const before = stretch[0].loss;
    const isDescent =
      risingFraction(stretch) <= MAX_RISING_FRACTION && spans.every(({ loss }) => loss <= spans[0].loss);
    const isUnfinished = isDescent && now > LEARNED_FRACTION * nullLoss && validationFalls(stretch);
    if (!isUnfinished || (stretch === last && now > (1 - MIN_FALL) * before)) return undefined;
    const when =
      stretch === last
        ? `in the last ${epochCount(last)} of ${epoch} epochs the loss still fell steadily`
        : `the loss fell as steadily in the end as in the beginning`;
    return {
      text:
        `the training ended on its way: ${when}, from ${formatNumber(before)} to ${formatNumber(now)}, by ${formatPercent(1 - now / before)}; ` +
        `train longer, or with a higher learning rate than ${settings["learningRate"]}`,
    };
  },
};

/** Where there are validation rows, what is learned must hold for them as well. */
function validationFalls(spans: readonly EpochSpan[]): boolean {
  const { validationLoss } = spans[0];
  return validationLoss === undefined || spans[spans.length - 1].validationLoss! < validationLoss;
}
