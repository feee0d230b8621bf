/** The trend of the monitored loss, in a sentence. */
import { hasValidation } from "../run-state/monitored-loss.ts";
import type { RunState } from "../run-state/run-state.ts";
import { valueAt } from "../run-state/series.ts";

/** A smaller relative change counts as none. */
const STILL = 0.01;

/** Over the last tenth of the epochs so far; undefined for the first epochs. */
export function describeTrend(state: RunState): string | undefined {
  const { curves, epoch } = state;
  const epochs = Math.floor(epoch / 10);
  const series = hasValidation(state) ? curves.validationLoss : curves.loss;
  const now = valueAt(series, epoch);
  const before = valueAt(series, epoch - epochs);
  if (epochs < 1 || now === undefined || before === undefined || !(before > 0)) return undefined;
  const name = hasValidation(state) ? "validation" : "training";
  const change = (now - before) / before;
  const over = `over the last ${epochs === 1 ? "epoch" : `${epochs} epochs`}`;
  if (Math.abs(change) < STILL) return `The ${name} loss has not changed ${over}.`;
  if (change < 0) return `The ${name} loss has fallen by ${share(-change)} ${over}.`;
  return change > 1
    ? `The ${name} loss is ${times(now / before)} what it was ${epochs === 1 ? "an epoch" : `${epochs} epochs`} ago.`
    : `The ${name} loss has risen by ${share(change)} ${over}.`;
}

function share(value: number): string {
  return `${Math.max(1, Math.round(value * 100))} %`;
}

function times(factor: number): string {
  return `${factor >= 10 ? Math.round(factor) : factor.toFixed(1)} times`;
}
