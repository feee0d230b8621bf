/**
 * The mean target of each value of a category, in place of one number per value. Means of few rows are shrunk towards the mean of
 * all rows, by as much as the spread within the values suggests: Micci-Barreca, SIGKDD Explorations 3 (2001). The rows that
 * a network learns from get the mean of other rows only, so that no row's target is among its inputs.
 */
import { createRandom } from "@epochal/core";

/** Random stream for the folds. */
const MEANS_STREAM = 12;
/** Each row's mean comes from four fifths of the others. */
const FOLDS = 5;

/** The targets of rows, `[rows, outputs]`, and the index of each row's value in a list; −1 for none. */
export interface ValueTargets {
  readonly y: Float64Array;
  readonly outputs: number;
  /** The output to average. */
  readonly output: number;
  readonly indices: Int32Array;
  /** Number of values in the list. */
  readonly count: number;
}

export interface TargetMeans {
  /** One for each value. */
  readonly means: Float64Array;
  /** The mean of all rows. */
  readonly prior: number;
}

/** The shrunk means over the rows for which `isUsed` holds. */
export function targetMeans(
  { y, outputs, output, indices, count }: ValueTargets,
  isUsed: (row: number) => boolean = () => true,
): TargetMeans {
  const [rows, sums, squares] = [new Float64Array(count), new Float64Array(count), new Float64Array(count)];
  let [total, sum] = [0, 0];
  for (let i = 0; i < indices.length; i++) {
    if (!isUsed(i)) continue;
    const target = y[i * outputs + output];
    total += 1;
    sum += target;
    const k = indices[i];
    if (k < 0) continue;
    rows[k] += 1;
    sums[k] += target;
    squares[k] += target * target;
  }
  const prior = total > 0 ? sum / total : 0;
  const weight = priorRows(rows, sums, squares);
  return { prior, means: rows.map((n, k) => (n === 0 ? prior : (sums[k] + weight * prior) / (n + weight))) };
}

/** The number of rows that the common mean counts as: variance within the values / variance between them, by moments. */
function priorRows(rows: Float64Array, sums: Float64Array, squares: Float64Array): number {
  const used = Array.from(rows.keys()).filter((k) => rows[k] > 0);
  const total = used.reduce((all, k) => all + rows[k], 0);
  const mean = used.reduce((all, k) => all + sums[k], 0) / total;
  const within = used.reduce((all, k) => all + squares[k] - (sums[k] * sums[k]) / rows[k], 0) / (total - used.length);
  const spread = used.reduce((all, k) => all + rows[k] * (sums[k] / rows[k] - mean) ** 2, 0);
  const size = total - used.reduce((all, k) => all + rows[k] * rows[k], 0) / total;
  const between = (spread - (used.length - 1) * within) / size;
  // Values that do not differ beyond chance all get the common mean.
  if (!(within > 0)) return between > 0 ? 0 : 1;
  return between > 0 ? within / between : 1e9;
}

/** For each row, its value's mean over the rows of the other folds: `[rows]`. */
export function outOfFoldMeans(targets: ValueTargets): Float64Array {
  const { indices } = targets;
  const folds = new Uint8Array(indices.length);
  createRandom([0, MEANS_STREAM])
    .permutation(indices.length)
    .forEach((row, i) => (folds[row] = i % FOLDS));
  const encoded = new Float64Array(indices.length);
  for (let fold = 0; fold < FOLDS; fold++) {
    const { means, prior } = targetMeans(targets, (row) => folds[row] !== fold);
    for (let i = 0; i < indices.length; i++) {
      if (folds[i] === fold) encoded[i] = indices[i] < 0 ? prior : means[indices[i]];
    }
  }
  return encoded;
}
