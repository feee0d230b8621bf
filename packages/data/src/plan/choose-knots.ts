/** Where piecewise-linear columns bend: at quantiles, so that each piece has about as many rows. */
import type { Dataset, Knots } from "@epochal/core";
import { evenlySpaced } from "../table/evenly-spaced.ts";
import { rowIndices } from "../table/table.ts";

/** Rows per value, on average, for each value to become a knot; and the most such knots, per piece. */
const ROWS_PER_VALUE = 50;
const VALUES_PER_PIECE = 4;

/** Rows whose quantiles are taken: those of more differ by less than a hundredth of a piece. */
const MAX_ROWS = 50_000;

/** Values that are further outside of the quartiles, in distances between these, are far out: Tukey, 1977. */
const FENCE = 3;

/**
 * The knots of each input, ascending. An input with few different values gets all of them as knots, so that each value can
 * have a prediction of its own; fewer than three need no bend, and give no knots. Others get quantiles, from the lowest to
 * the highest value that is not far out: a value beyond, of which there are too few to learn from, counts as that one.
 * Rows of weight 0 do not count; of very many rows, evenly spaced ones do.
 *
 * @param pieces between the knots of an input with many different values. Equal quantiles become one knot.
 */
export function chooseKnots(dataset: Dataset, pieces: number): Knots {
  const { inputs, x, weights } = dataset;
  const all = weights ? rowIndices(dataset.rows).filter((i) => weights[i] !== 0) : rowIndices(dataset.rows);
  const counted = evenlySpaced(all, MAX_ROWS);
  const rows = counted.length;
  const maxValues = Math.min(VALUES_PER_PIECE * pieces, rows / ROWS_PER_VALUE);
  return Array.from({ length: inputs }, (_, column) => {
    const sorted = new Float64Array(rows);
    for (let k = 0; k < rows; k++) sorted[k] = x[counted[k] * inputs + column];
    sorted.sort();
    const quantile = (fraction: number) => sorted[Math.round(fraction * (rows - 1))];
    const values = differentValues(sorted, Math.max(2, maxValues));
    if (values && values.length < 3) return [];
    if (values && values.length <= maxValues) return values;
    const [lower, upper] = [quantile(0.25), quantile(0.75)];
    // If half of the rows are equal, there is no measure of far.
    const reach = upper > lower ? FENCE * (upper - lower) : Infinity;
    const quantiles = Array.from({ length: pieces + 1 }, (__, k) =>
      Math.min(upper + reach, Math.max(lower - reach, quantile(k / pieces))),
    );
    return quantiles.filter((value, k) => k === 0 || value > quantiles[k - 1]);
  });
}

/** The different ones of sorted values; undefined if they are more than `most`. */
function differentValues(sorted: Float64Array, most: number): number[] | undefined {
  const values: number[] = [];
  for (let i = 0; i < sorted.length; i++) {
    if (i > 0 && !(sorted[i] > sorted[i - 1])) continue;
    if (values.length >= most) return undefined;
    values.push(sorted[i]);
  }
  return values;
}
