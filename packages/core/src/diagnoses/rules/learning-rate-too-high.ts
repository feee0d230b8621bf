import { epochCount, halves, lastFraction, meanLoss, risingFraction } from "../evidence/curve.ts";
import { formatNumber } from "../evidence/format-number.ts";
import type { DiagnosisRule, Finding } from "../diagnosis-rule.ts";
import type { Observation } from "../observation.ts";

/** From so many times the loss of the first epoch, or of ignorance if that is more, no training comes back by itself. */
const HOPELESS_RATIO = 10;

/** Fewer epochs at the end of the curve say nothing of how it jumps. */
const MIN_EPOCHS = 50;
/** A loss that jumps rises in at least so many epochs; the noise of small batches lets half of them rise as well, but … */
const MIN_RISING_FRACTION = 0.25;
/** … stays within this factor of the lowest loss there was, … */
const JUMP_RATIO = 3;
/** … or falls nevertheless, as at the edge of stability: by more than this from one half of the epochs to the other. */
const MIN_FALL = 0.1;
/** Where the loss jumps below this part of that of ignorance, R² is above 0.9 and nothing is lost. */
const LEARNED_FRACTION = 0.1;

/**
 * Steps so long that they leap over the valley: the loss grows beyond all measure, or jumps up and down, far above where
 * it has been already. Rises alone are no fault: in small batches they are noise, and in the full batch gradient descent
 * may learn well with them (Cohen et al., Gradient Descent on Neural Networks Typically Occurs at the Edge of Stability,
 * ICLR 2021). The learning rate of L-BFGS is only where its search begins, and is never at fault.
 */
export const learningRateTooHigh: DiagnosisRule = {
  aspect: "curves",
  diagnose(observation) {
    const { spec, end } = observation.trainer;
    if (spec.optimizer.type === "lbfgs" || end?.reason === "diverged") return undefined;
    return findGrowth(observation) ?? findJumps(observation);
  },
};

function findGrowth({ trainer, nullLoss = 0 }: Observation): Finding | undefined {
  const { spans } = trainer.history;
  const [before, last] = spans.slice(-2);
  if (!last) return undefined;
  const start = Math.max(spans[0].loss, nullLoss);
  // Two spans in a row: a single epoch may be an accident of its batches.
  const isHopeless = start > 0 && before.loss > start && last.loss > HOPELESS_RATIO * start && last.loss > before.loss;
  if (!isHopeless) return undefined;
  return {
    text:
      `the learning rate ${trainer.settings["learningRate"]} is too high: the loss has grown to ${formatNumber(last.loss / start)} times ` +
      `what it was, by epoch ${last.last}; try a tenth of it`,
    subject: `${trainer.settings["learningRate"]}`,
  };
}

function findJumps({ trainer, nullLoss }: Observation): Finding | undefined {
  const { history } = trainer;
  const spans = lastFraction(history.spans, 0.25);
  if (nullLoss === undefined || epochCount(spans) < MIN_EPOCHS) return undefined;
  // First of all, as this is quickly said: of most trainings, no more is to be asked.
  if (risingFraction(spans) < MIN_RISING_FRACTION) return undefined;
  const rate = spans[0].learningRate;
  const isSteady = spans.every(({ learningRate }) => learningRate > rate / 2 && learningRate < rate * 2);
  const [before, now] = halves(spans).map((half) => meanLoss(half));
  const lowest = history.spans.reduce((least, span) => (span.loss < least.loss ? span : least));
  const isJumping =
    isSteady &&
    Math.min(before, now) > Math.max(LEARNED_FRACTION * nullLoss, JUMP_RATIO * lowest.loss) &&
    now > (1 - MIN_FALL) * before;
  if (!isJumping) return undefined;
  const { settings } = trainer;
  return {
    text:
      `the learning rate ${settings["learningRate"]} is too high: the loss jumps, ${formatNumber(now)} on average in the last ` +
      `${epochCount(halves(spans)[1])} epochs, though it was ${formatNumber(lowest.loss)} in epoch ${lowest.first}; try a third of it`,
    subject: `${settings["learningRate"]}`,
  };
}
