/** Knots of piecewise-linear columns from the values of a dataset. */
import type { Dataset } from "./dataset.ts";
import type { Knots } from "./scaler.ts";

/**
 * For each input the quantiles of its values that divide the rows into `parts` equal groups, from the least to the greatest;
 * equal ones are merged. Each is a value of the column, the one at or below the quantile. A column with fewer than three
 * different quantiles, such as one of a category, has no knots: a single part would repeat its number. Rows of weight 0 do
 * not count.
 *
 * @param parts intervals between the knots, ≥ 2. Default 8.
 */
export function quantileKnots({ rows, inputs, x, weights }: Dataset, parts = 8): Knots {
  const used = Array.from({ length: rows }, (_, i) => i).filter((i) => weights?.[i] !== 0);
  return Array.from({ length: inputs }, (_, column) => {
    const sorted = Float64Array.from(used, (row) => x[row * inputs + column]).sort();
    const last = sorted.length - 1;
    const quantiles = new Set(Array.from({ length: parts + 1 }, (__, t) => sorted[Math.floor((t * last) / parts)]));
    return quantiles.size < 3 ? [] : [...quantiles];
  });
}
