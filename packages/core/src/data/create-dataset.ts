/** Rows as people write them become a dataset. */
import { checkWeights, type Dataset, type Row } from "./dataset.ts";
import { flattenRows } from "./flatten-rows.ts";

/**
 * A dataset from rows: `createDataset([[1, 2], [3, 4]], [5, 6])` has 2 rows, 2 inputs, 1 output. The numbers are copied.
 *
 * @param options.weights of the rows. Default: all rows count equally.
 * @throws RangeError when there are no rows, rows differ in length, the numbers of rows of `x`, `y` and the weights differ, a
 * number is not finite, or weights are negative or all 0.
 */
export function createDataset(
  x: readonly Row[],
  y: readonly Row[],
  { weights }: { weights?: readonly number[] } = {},
): Dataset {
  if (x.length === 0) throw new RangeError("createDataset: expected at least 1 row, got 0");
  if (x.length !== y.length)
    throw new RangeError(`createDataset: expected ${x.length} rows in y, as in x, got ${y.length}`);
  const inputs = flattenRows(x, "x", "createDataset");
  const outputs = flattenRows(y, "y", "createDataset");
  const dataset = { rows: x.length, inputs: inputs.width, outputs: outputs.width, x: inputs.values, y: outputs.values };
  return weights ? { ...dataset, weights: readWeights(weights, x.length) } : dataset;
}

function readWeights(weights: readonly number[], rows: number): Float64Array {
  const where = "createDataset";
  if (weights.length !== rows)
    throw new RangeError(`${where}: expected ${rows} weights, one per row, got ${weights.length}`);
  checkWeights(weights, where);
  return Float64Array.from(weights);
}
