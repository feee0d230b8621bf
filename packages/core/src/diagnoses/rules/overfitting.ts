import { lastImprovement, meanOf } from "../evidence/curve.ts";
import { figure } from "../evidence/figure.ts";
import type { Span } from "../../training/history.ts";
import type { DiagnosisRule } from "../diagnosis-rule.ts";

/** A validation loss jumps: it is looked at in means over so many epochs, or a twentieth of all, whichever is more. */
const WINDOW_EPOCHS = 10;
const WINDOWS = 20;
/** So many windows in a row, up to now, have a validation loss so far above the lowest, … */
const ROW = 3;
const RISES = 0.1;
/** … and by so much of that of ignorance, which takes as much from R²; less is hardly worth a word. */
const MATTERS = 0.05;
/** Meanwhile the training loss has fallen by so much. */
const FALLS = 0.1;

/**
 * The network learns the noise of its rows by heart: since its best epoch the validation loss has risen, while the
 * training loss went on falling. Geman, Bienenstock and Doursat, Neural Networks and the Bias/Variance Dilemma, 1992;
 * Prechelt, Early Stopping – But When?, 1998, on how a validation loss jumps.
 */
export const overfitting: DiagnosisRule = {
  aspect: "curves",
  diagnose({ trainer, nullLoss }) {
    const { spans, epochs } = trainer.history;
    if (spans[0]?.validationLoss === undefined || nullLoss === undefined) return undefined;
    const windows = windowsOf(spans, Math.max(WINDOW_EPOCHS, epochs / WINDOWS)).map((window) => ({
      loss: meanOf(window),
      validationLoss: meanOf(window, "validationLoss"),
    }));
    if (windows.length <= ROW) return undefined;
    const lowest = windows.reduce((least, window) => (window.validationLoss < least.validationLoss ? window : least));
    const latest = windows.slice(-ROW);
    const limit = Math.max((1 + RISES) * lowest.validationLoss, lowest.validationLoss + MATTERS * nullLoss);
    const isOverfitting =
      windows.indexOf(lowest) < windows.length - ROW &&
      latest.every(({ loss, validationLoss }) => validationLoss > limit && loss < (1 - FALLS) * lowest.loss);
    if (!isOverfitting) return undefined;
    const { epoch, loss } = lastImprovement(spans, 0);
    const now = latest[ROW - 1].validationLoss;
    return {
      text:
        `overfitting since epoch ${epoch}: the validation loss has risen from ${figure(loss)} to ${figure(now)} while the training ` +
        `loss fell; the best network is kept, and fewer units, weight decay or more rows would make a better one`,
    };
  },
};

/** Whole windows of at least so many epochs, the last of which ends with the last span; what is left over at the start is left out. */
function windowsOf(spans: readonly Span[], epochs: number): Span[][] {
  const windows: Span[][] = [];
  let window: Span[] = [];
  for (const span of spans.toReversed()) {
    window.unshift(span);
    if (window[window.length - 1].last - span.first + 1 < epochs) continue;
    windows.unshift(window);
    window = [];
  }
  return windows;
}
