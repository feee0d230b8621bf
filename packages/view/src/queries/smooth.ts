/** A curve with its noise averaged away. */
import type { Series } from "../run-state/series.ts";

export interface Smoothed {
  readonly epochs: Float64Array;
  readonly values: Float64Array;
}

/**
 * Exponential moving average of the whole series, not of the visible part, so that zooming does not change its shape:
 * s = share · s + (1 − share) · value, divided by 1 − shareᵗ to correct the bias of the start.
 * Kingma and Ba, Adam (2015), §3. Values that are not finite are skipped.
 */
export function smooth(series: Series, share: number): Smoothed {
  const epochs = new Float64Array(series.length);
  const values = new Float64Array(series.length);
  let count = 0;
  let sum = 0;
  let weight = 1;
  for (let i = 0; i < series.length; i++) {
    const bucket = series.bucket(i);
    if (!bucket || Number.isNaN(bucket.last)) continue;
    sum = share * sum + (1 - share) * bucket.last;
    weight *= share;
    epochs[count] = series.width === 1 ? bucket.from : (bucket.from + bucket.to - 1) / 2;
    values[count] = sum / (1 - weight);
    count += 1;
  }
  return { epochs: epochs.subarray(0, count), values: values.subarray(0, count) };
}
