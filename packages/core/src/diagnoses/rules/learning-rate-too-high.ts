import { epochCount, halves, lastFraction, meanLoss, risingFraction } from "../evidence/curve.ts";
import { formatNumber } from "../evidence/format-number.ts";
import type { DiagnosisRule, Finding } from "../diagnosis-rule.ts";
import type { Observation } from "../observation.ts";

/** From this multiple of the loss of the first epoch, or of the null loss if that is larger, no training recovers. */
const HOPELESS_RATIO = 10;

/** Fewer epochs at the end of the curve are not evidence of jumps. */
const MIN_EPOCHS = 50;
/** A jumping loss rises in at least this fraction of epochs. With small batches a good loss rises as often, but … */
const MIN_RISING_FRACTION = 0.25;
/** … it stays within this factor of its lowest value, … */
const JUMP_RATIO = 3;
/** … or still falls, as at the edge of stability: by more than this fraction from one half of the epochs to the other. */
const MIN_FALL = 0.1;
/** Jumps below this fraction of the null loss do no harm: R² is above 0.9. */
const LEARNED_FRACTION = 0.1;

/**
 * Steps so long that they overshoot the minimum: the loss grows without bound, or jumps up and down far above its lowest
 * value. Rises alone are no fault: with small batches they are noise, and full-batch gradient descent may learn well
 * despite them (Cohen et al., Gradient Descent on Neural Networks Typically Occurs at the Edge of Stability, ICLR 2021).
 * The learning rate of L-BFGS is only the start of its line search, and is never at fault.
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
  // Two consecutive spans: a single epoch may be due to its batches.
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
  // The cheapest check first: it rules out most trainings.
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
