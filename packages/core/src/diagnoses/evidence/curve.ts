/** Properties of the loss curves of a training. */
import type { EpochSpan } from "../../training/history.ts";
import type { Observation } from "../observation.ts";

/** The last fraction of the epochs, in whole spans: `lastFraction(spans, 0.25)` is the last quarter. */
export function lastFraction(spans: readonly EpochSpan[], fraction: number): readonly EpochSpan[] {
  if (spans.length === 0) return spans;
  const [start, end] = [spans[0].first, spans[spans.length - 1].last];
  const from = end + 1 - fraction * (end + 1 - start);
  let firstIndex = spans.length;
  while (firstIndex > 0 && spans[firstIndex - 1].first >= from) firstIndex--;
  return spans.slice(firstIndex);
}

export function epochCount(spans: readonly EpochSpan[]): number {
  return spans.length === 0 ? 0 : spans[spans.length - 1].last - spans[0].first + 1;
}

/** Mean of the training losses of all epochs, or of the validation losses. */
export function meanLoss(spans: readonly EpochSpan[], name: "loss" | "validationLoss" = "loss"): number {
  let sum = 0;
  let epochs = 0;
  for (const span of spans) {
    const length = span.last - span.first + 1;
    sum += length * (span[name] ?? Number.NaN);
    epochs += length;
  }
  return sum / epochs;
}

/** The fraction of epochs whose training loss was above that of the previous epoch. */
export function risingFraction(spans: readonly EpochSpan[]): number {
  return spans.reduce((sum, { rises }) => sum + rises, 0) / epochCount(spans);
}

/** The last epoch to lower the loss of the previous such epoch by a fraction above `minImprovement`, and that loss. */
export function lastImprovement(spans: readonly EpochSpan[], minImprovement: number): { epoch: number; loss: number } {
  let { lowestLoss: loss, lowestEpoch: epoch } = spans[0];
  for (const { lowestLoss, lowestEpoch } of spans) {
    if (lowestLoss < loss - minImprovement * Math.abs(loss)) {
      loss = lowestLoss;
      epoch = lowestEpoch;
    }
  }
  return { epoch, loss };
}

/**
 * Whether the training loss still falls: in the second half of the epochs by at least half as much as in the first. Near
 * convergence a loss falls ever more slowly; on a saddle, such as that of XOR, ever faster.
 */
export function keepsFalling(spans: readonly EpochSpan[]): boolean {
  const [first, second] = halves(spans).map((half) =>
    half.length > 0 ? half[0].loss - half[half.length - 1].loss : 0,
  );
  return first > 0 && second >= 0.5 * first;
}

/** Fewer epochs are not evidence. */
const MIN_EPOCHS = 50;
/** A loss that falls by a smaller fraction from one quarter of the epochs to the next has stopped falling. */
const MIN_FALL = 0.01;
/** Below this fraction of the null loss, R² is above 0.9: the training has converged, and is not stuck. */
const LEARNED_FRACTION = 0.1;
/** A loss this far above that of linear regression, or no farther below the null loss, cannot be due to noise. */
const CLEAR_MARGIN = 0.1;

/**
 * Whether a training has stopped learning too early: in the last quarter of the epochs the training loss was no lower than
 * in the quarter before, and it is clearly above that of linear regression, or close to the null loss.
 */
export function isStuck(observation: Observation): boolean {
  const { history } = observation.trainer;
  const { nullLoss } = observation;
  if (nullLoss === undefined || history.epochs < MIN_EPOCHS) return false;
  const [before, now] = halves(lastFraction(history.spans, 0.5)).map((half) => meanLoss(half));
  if (now <= LEARNED_FRACTION * nullLoss || now < (1 - MIN_FALL) * before) return false;
  return now > (1 - CLEAR_MARGIN) * nullLoss || now > (1 + CLEAR_MARGIN) * (observation.linearLoss ?? Infinity);
}

/** The spans of the first and of the second half of their epochs. */
export function halves(spans: readonly EpochSpan[]): [readonly EpochSpan[], readonly EpochSpan[]] {
  const later = lastFraction(spans, 0.5);
  return [spans.slice(0, spans.length - later.length), later];
}
