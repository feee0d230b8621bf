/**
 * Cross-validation inside one training: the rows are split into one fold per member of an ensemble; each member trains on all
 * folds except its own, and is evaluated on that one. So every row is used for training, and evaluated by a network that has
 * not seen it. Stone, JRSS B 36 (1974); as an ensemble: Krogh and Vedelsby, NIPS 1994.
 */
import { createRandom } from "../random.ts";
import type { TrainingData } from "./dataset.ts";
import type { TrainingSpec } from "../spec/training-spec.ts";
import type { Vector } from "../vector.ts";

/** Random stream for folds. */
const FOLDS_STREAM = 4;

/** The folds of a training: see `assignFolds`. Undefined if its members train on the same rows. */
export function foldsOf(
  { folds, network, seed = 0 }: Pick<TrainingSpec, "folds" | "network" | "seed">,
  { train, columns }: Pick<TrainingData, "train" | "columns">,
): Uint8Array | undefined {
  if (!folds) return undefined;
  return assignFolds(train.rows, network.members ?? 1, seed, columns?.classes && strataOf(train));
}

/** A row in twenty is enough to measure what two members disagree by, and costs each member a hundredth of the rows if there are five. */
const OVERLAP = 20;

/**
 * For each row, a second member that does not learn from it: the next member for every twentieth row of a fold, else the member of
 * the fold itself.
 */
export function overlapFolds(folds: Uint8Array, members: number): Uint8Array {
  const counts = new Uint32Array(members);
  return folds.map((fold) => (counts[fold]++ % OVERLAP === 0 ? (fold + 1) % members : fold));
}

/** A number for each class: −1 or 0 for two, the index of the 1 for more. */
function strataOf({ rows, outputs, y }: TrainingData["train"]): number[] {
  return Array.from({ length: rows }, (_, i) => y.subarray(i * outputs, (i + 1) * outputs).lastIndexOf(1));
}

/**
 * For each row, the index of the member that does not learn from it; fold sizes differ by at most one row.
 * @param strata a number for each row: of the rows with the same number, each fold gets as many, give or take one row.
 */
export function assignFolds(rows: number, members: number, seed: number, strata?: ArrayLike<number>): Uint8Array {
  const folds = new Uint8Array(rows);
  const order = createRandom([seed, FOLDS_STREAM]).permutation(rows);
  (strata ? sortByStratum(order, strata) : order).forEach((row, i) => (folds[row] = i % members));
  return folds;
}

/** The rows of an order by their strata; those of one stratum stay in order. */
export function sortByStratum(order: Uint32Array, strata: ArrayLike<number>): number[] {
  return Array.from(order).sort((a, b) => strata[a] - strata[b]);
}

/** The rows of fold `member`, in ascending order. */
export function rowsOfFold(folds: Uint8Array, member: number): Uint32Array {
  const rows: number[] = [];
  folds.forEach((fold, i) => fold === member && rows.push(i));
  return Uint32Array.from(rows);
}

/**
 * For each row, the outputs of the member that has not learned from it: a new vector `[rows, outputs]`.
 * @param predictFold returns a member's outputs for the rows of its fold, in order; may be a view that the next call overwrites.
 */
export function predictOutOfFold(
  predictFold: (member: number) => Vector,
  members: number,
  folds: Uint8Array,
  outputs: number,
): Float64Array {
  const all = new Float64Array(folds.length * outputs);
  for (let m = 0; m < members; m++) {
    const predicted = predictFold(m);
    let from = 0;
    for (let i = 0; i < folds.length; i++) {
      if (folds[i] !== m) continue;
      for (let k = i * outputs; k < (i + 1) * outputs; k++) all[k] = predicted[from++];
    }
  }
  return all;
}
