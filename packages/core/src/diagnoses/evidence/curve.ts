/** What the curves of a training look like, in figures. */
import type { EpochSpan } from "../../training/history.ts";
import type { Observation } from "../observation.ts";

/** The last part of the epochs, in whole spans: `lastPart(spans, 0.25)` is the last quarter. */
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

/** The part of the epochs whose training loss was above that of the epoch before. */
export function risingFraction(spans: readonly EpochSpan[]): number {
  return spans.reduce((sum, { rises }) => sum + rises, 0) / epochCount(spans);
}

/**
 * The epoch that told the lowest watched loss, where only what lies below the last one so found by more than a part of
 * it counts: what came after has not improved on it by as much.
 */
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
 * Whether the training loss falls on as it did: in the second half of the epochs by at least half as much as in the first.
 * Near its goal a training falls less and less; on a saddle, such as that of XOR, it will fall faster and faster.
 */
export function keepsFalling(spans: readonly EpochSpan[]): boolean {
  const [first, second] = halves(spans).map((half) =>
    half.length > 0 ? half[0].loss - half[half.length - 1].loss : 0,
  );
  return first > 0 && second >= 0.5 * first;
}

/** Fewer epochs say nothing. */
const MIN_EPOCHS = 50;
/** A loss that is lower by less than this from one quarter of the epochs to the next has stopped to fall. */
const MIN_FALL = 0.01;
/** Below this part of the loss of ignorance, R² is above 0.9: that is no place to be stuck at. */
const LEARNED_FRACTION = 0.1;
/** So much above that of a straight line, or as little below that of ignorance, noise is no excuse. */
const CLEAR_MARGIN = 0.1;

/**
 * Whether a training has stopped to learn where it should not: in the last quarter of the epochs the training loss was no
 * lower than in the quarter before, and a straight line has a clearly lower one, or it is about that of ignorance.
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
