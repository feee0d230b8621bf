/** Divides a large dataset without a copy. */
import type { Dataset } from "@epochal/core";

/**
 * The rows at the indices of each part, as `takeRows` gives them, in the memory of the dataset, which is lost: for datasets
 * that are too large to be in memory twice.
 *
 * @param parts have each row of the dataset once.
 */
export function partitionRows(dataset: Dataset, parts: readonly Uint32Array[]): Dataset[] {
  const { rows, inputs, outputs, x, y, weights } = dataset;
  const order = new Uint32Array(rows);
  const ends = parts.map(() => 0);
  parts.reduce((start, part, k) => {
    order.set(part, start);
    return (ends[k] = start + part.length);
  }, 0);
  moveRows(x, inputs, order);
  moveRows(y, outputs, order);
  if (weights) moveRows(weights, 1, order);
  return parts.map(({ length }, k) => {
    const [start, end] = [ends[k] - length, ends[k]];
    return {
      rows: length,
      inputs,
      outputs,
      x: x.subarray(start * inputs, end * inputs),
      y: y.subarray(start * outputs, end * outputs),
      ...(weights && { weights: weights.subarray(start, end) }),
    };
  });
}

/** Moves row `order[i]` to row i, for all i: along each cycle of the permutation, whose first row is set aside. */
function moveRows(values: Float64Array, width: number, order: Uint32Array): void {
  const isDone = new Uint8Array(order.length);
  const first = new Float64Array(width);
  for (let start = 0; start < order.length; start++) {
    if (isDone[start]) continue;
    for (let j = 0; j < width; j++) first[j] = values[start * width + j];
    let to = start;
    for (let from = order[to]; from !== start; from = order[to]) {
      for (let j = 0; j < width; j++) values[to * width + j] = values[from * width + j];
      isDone[to] = 1;
      to = from;
    }
    for (let j = 0; j < width; j++) values[to * width + j] = first[j];
    isDone[to] = 1;
  }
}
