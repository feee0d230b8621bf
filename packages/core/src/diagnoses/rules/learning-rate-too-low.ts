import { epochCount, keepsFalling, lastFraction, risingFraction } from "../evidence/curve.ts";
import { formatNumber, formatPercent } from "../evidence/format-number.ts";
import type { EpochSpan } from "../../training/history.ts";
import type { DiagnosisRule } from "../diagnosis-rule.ts";

/** Fewer epochs are not evidence. */
const MIN_EPOCHS = 20;
/** With a loss below this fraction of the null loss, R² is above 0.9: little is left to learn. */
const LEARNED_FRACTION = 0.1;
/** With a loss above this fraction of it, almost nothing has been learned. */
const UNLEARNED_FRACTION = 0.9;
/** A steady descent: the loss rises in at most this fraction of epochs, and never above its start. */
const MAX_RISING_FRACTION = 0.1;
/** In the last fifth of its epochs the loss of a converged training hardly falls; here it falls by at least 5 %. */
const LAST_FRACTION = 0.2;
const MIN_FALL = 0.05;

/**
 * A training that ended too early: far from convergence, while the loss still fell steadily. Examines finished trainings
 * only: before the end, a loss that falls slowly may be about to fall fast, as with XOR.
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
        `the training ended too early: ${when}, from ${formatNumber(before)} to ${formatNumber(now)}, by ${formatPercent(1 - now / before)}; ` +
        `train longer, or with a higher learning rate than ${settings["learningRate"]}`,
    };
  },
};

/** Whether the validation loss falls as well; true without validation rows. */
function validationFalls(spans: readonly EpochSpan[]): boolean {
  const { validationLoss } = spans[0];
  return validationLoss === undefined || spans[spans.length - 1].validationLoss! < validationLoss;
}
