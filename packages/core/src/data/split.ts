/** Rows to learn from and rows to be judged by, drawn by chance from one dataset. */
import { takeRows, type Dataset } from "./dataset.ts";
import { createRandom } from "../random.ts";

/** Stream of chance for splits, so that they are independent of weights and shuffles drawn from the same seed. */
const SPLIT_STREAM = 2;

/**
 * Splits by chance: about `fraction` of the rows become `train`, the rest `validation`; each gets at least one row.
 *
 * @param fraction of the rows that are learned from, between 0 and 1.
 * @param options.seed the same seed splits alike. Default 0.
 * @throws RangeError when the fraction is not between 0 and 1 or there are fewer than 2 rows.
 */
export function split(
  dataset: Dataset,
  fraction: number,
  { seed = 0 }: { seed?: number } = {},
): { train: Dataset; validation: Dataset } {
  if (!(fraction > 0 && fraction < 1)) {
    throw new RangeError(`split: expected a fraction between 0 and 1, got ${fraction}`);
  }
  if (dataset.rows < 2) throw new RangeError(`split: expected at least 2 rows, got ${dataset.rows}`);
  const order = createRandom([seed, SPLIT_STREAM]).permutation(dataset.rows);
  const count = Math.min(dataset.rows - 1, Math.max(1, Math.round(fraction * dataset.rows)));
  return { train: takeRows(dataset, order.subarray(0, count)), validation: takeRows(dataset, order.subarray(count)) };
}
