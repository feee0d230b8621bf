/** How far predictions are from the truth: a good network's errors are small and lean to no side. */
import { roundUp } from "../numbers/round-numbers.ts";
import type { RunState } from "../run-state/run-state.ts";
import { residualsOf } from "./current-model.ts";

export interface ResidualHistogram {
  /** From the lowest to the highest; the middle one is centred at 0. */
  readonly bins: readonly { readonly center: number; readonly count: number }[];
  readonly mean: number;
  /** Standard deviation. */
  readonly deviation: number;
  readonly rows: number;
}

/** Leading digits of the width of a bin. */
const WIDTHS = [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8];

/**
 * Residuals (actual − predicted) of the sample rows, in bins of a round width: as many as `maxBins`, or one less if that is even.
 * Undefined without a model, or if `maxBins` < 1.
 */
export function residualHistogram(state: RunState, target: number, maxBins: number): ResidualHistogram | undefined {
  const residuals = residualsOf(state, target);
  const sides = Math.floor((maxBins - 1) / 2);
  if (!residuals || sides < 0) return undefined;
  const { values, mean, deviation } = residuals;
  const largest = values.reduce((max, error) => Math.max(max, Math.abs(error)), 0);
  const width = roundUp(largest / (sides + 0.5) || 1, WIDTHS);
  const counts = Array.from({ length: 2 * sides + 1 }, () => 0);
  for (const error of values) {
    const bin = Math.min(counts.length - 1, Math.max(0, Math.round(error / width) + sides));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  const bins = counts.map((count, i) => ({ center: Number(((i - sides) * width).toPrecision(3)), count }));
  return { bins, mean, deviation, rows: values.length };
}
