/** Divides a large dataset without a copy of most rows. */
import { takeRows, type Dataset } from "@epochal/core";

/**
 * The rows at the indices of each part, as `takeRows` gives them. If those of the first are ascending, they lie in the memory
 * of the dataset, which is lost: for datasets that are too large to be in memory twice.
 *
 * @param parts have each row of the dataset once.
 */
export function partitionRows(dataset: Dataset, [first, ...others]: readonly Uint32Array[]): Dataset[] {
  const copied = others.map((part) => takeRows(dataset, part));
  return [isAscending(first) ? moveRows(dataset, first) : takeRows(dataset, first), ...copied];
}

function isAscending(indices: Uint32Array): boolean {
  return indices.every((index, i) => i === 0 || index > indices[i - 1]);
}

/** Moves rows with ascending indices to the front, run by run. */
function moveRows({ inputs, outputs, x, y, weights }: Dataset, indices: Uint32Array): Dataset {
  const rows = indices.length;
  for (let start = 0, end = 1; end <= rows; end++) {
    if (end < rows && indices[end] === indices[end - 1] + 1) continue;
    const [from, to] = [indices[start], indices[end - 1] + 1];
    x.copyWithin(start * inputs, from * inputs, to * inputs);
    y.copyWithin(start * outputs, from * outputs, to * outputs);
    weights?.copyWithin(start, from, to);
    start = end;
  }
  return {
    rows,
    inputs,
    outputs,
    x: x.subarray(0, rows * inputs),
    y: y.subarray(0, rows * outputs),
    ...(weights && { weights: weights.subarray(0, rows) }),
  };
}
