/** Draws training and validation rows at random from one dataset. */
import { classIndices } from "./classes.ts";
import { takeRows, type Dataset } from "./dataset.ts";
import { sortByStratum } from "./folds.ts";
import { createRandom } from "../random.ts";

/** Random stream for splits, so that they are independent of the weights and shuffles drawn from the same seed. */
const SPLIT_STREAM = 2;

/**
 * Splits at random: about `fraction` of the rows become `train`, the rest `validation`; each gets at least one row.
 *
 * @param fraction of the rows to train on, between 0 and 1.
 * @param options.seed the same seed gives the same split. Default 0.
 * @param options.stratify whether the targets are classes, each of which is split in this proportion. Default false.
 * @throws RangeError when the fraction is not between 0 and 1 or there are fewer than 2 rows.
 */
export function split(
  dataset: Dataset,
  fraction: number,
  { seed = 0, stratify = false }: { seed?: number; stratify?: boolean } = {},
): { train: Dataset; validation: Dataset } {
  const strata = stratify ? classIndices(dataset.y, dataset.outputs) : undefined;
  const { train, validation } = splitRows(dataset.rows, fraction, { seed, strata });
  return { train: takeRows(dataset, train), validation: takeRows(dataset, validation) };
}

/**
 * The same split as indices of rows, from 0, for `takeRows`: to split rows again before any is copied.
 *
 * @param options.seed as for `split`. Default 0.
 * @param options.strata a number for each row: of the rows with the same number, the same fraction becomes `train`, give or
 * take one row. Default: none.
 * @throws RangeError as `split` does.
 */
export function splitRows(
  rows: number,
  fraction: number,
  { seed = 0, strata }: { seed?: number; strata?: ArrayLike<number> | undefined } = {},
): { train: Uint32Array; validation: Uint32Array } {
  if (!(fraction > 0 && fraction < 1))
    throw new RangeError(`split: expected a fraction between 0 and 1, got ${fraction}`);
  if (rows < 2) throw new RangeError(`split: expected at least 2 rows, got ${rows}`);
  const order = createRandom([seed, SPLIT_STREAM]).permutation(rows);
  const count = Math.min(rows - 1, Math.max(1, Math.round(fraction * rows)));
  if (!strata) return { train: order.subarray(0, count), validation: order.subarray(count) };
  const trained = new Set<number>();
  sortByStratum(order, strata).forEach((row, i) => {
    // Evenly spaced, so that every run of rows has its share.
    if (Math.floor(((i + 1) * count) / rows) > Math.floor((i * count) / rows)) trained.add(row);
  });
  return { train: order.filter((row) => trained.has(row)), validation: order.filter((row) => !trained.has(row)) };
}
