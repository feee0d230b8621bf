import { lastImprovement, meanLoss } from "../evidence/curve.ts";
import { formatNumber } from "../evidence/format-number.ts";
import type { EpochSpan } from "../../training/history.ts";
import type { DiagnosisRule } from "../diagnosis-rule.ts";

/** A validation loss is noisy, so it is averaged over windows of 10 epochs or a twentieth of all, whichever is more. */
const MIN_WINDOW_EPOCHS = 10;
const MAX_WINDOWS = 20;
/** In the last 3 windows the validation loss is above the lowest by this fraction of it, … */
const CONSECUTIVE_WINDOWS = 3;
const MIN_RISE = 0.1;
/** … and by this fraction of the null loss, which lowers R² by as much; less is not worth reporting. */
const MIN_RISE_OF_NULL = 0.05;
/** Meanwhile the training loss has fallen by this fraction. */
const MIN_FALL = 0.1;

/**
 * The network memorizes the noise of its training rows: since its best epoch the validation loss has risen while the
 * training loss kept falling. Geman, Bienenstock and Doursat, Neural Networks and the Bias/Variance Dilemma, 1992;
 * Prechelt, Early Stopping – But When?, 1998, on noise in the validation loss.
 */
export const overfitting: DiagnosisRule = {
  aspect: "curves",
  diagnose({ trainer, nullLoss }) {
    const { spans, epochs } = trainer.history;
    if (spans[0]?.validationLoss === undefined || nullLoss === undefined) return undefined;
    const windows = groupIntoWindows(spans, Math.max(MIN_WINDOW_EPOCHS, epochs / MAX_WINDOWS)).map((window) => ({
      loss: meanLoss(window),
      validationLoss: meanLoss(window, "validationLoss"),
    }));
    if (windows.length <= CONSECUTIVE_WINDOWS) return undefined;
    const lowest = windows.reduce((least, window) => (window.validationLoss < least.validationLoss ? window : least));
    const latest = windows.slice(-CONSECUTIVE_WINDOWS);
    const limit = Math.max((1 + MIN_RISE) * lowest.validationLoss, lowest.validationLoss + MIN_RISE_OF_NULL * nullLoss);
    const isOverfitting =
      windows.indexOf(lowest) < windows.length - CONSECUTIVE_WINDOWS &&
      latest.every(({ loss, validationLoss }) => validationLoss > limit && loss < (1 - MIN_FALL) * lowest.loss);
    if (!isOverfitting) return undefined;
    const { epoch, loss } = lastImprovement(spans, 0);
    const now = latest[CONSECUTIVE_WINDOWS - 1].validationLoss;
    return {
      text:
        `overfitting since epoch ${epoch}: the validation loss has risen from ${formatNumber(loss)} to ${formatNumber(now)} while the training ` +
        `loss fell; the best network is kept, and fewer units, weight decay or more rows would make a better one`,
    };
  },
};

/** Windows of at least `epochs` epochs, the last ending with the last span. Drops spans left over at the start. */
function groupIntoWindows(spans: readonly EpochSpan[], epochs: number): EpochSpan[][] {
  const windows: EpochSpan[][] = [];
  let window: EpochSpan[] = [];
  for (const span of spans.toReversed()) {
    window.unshift(span);
    if (window[window.length - 1].last - span.first + 1 < epochs) continue;
    windows.unshift(window);
    window = [];
  }
  return windows;
}
