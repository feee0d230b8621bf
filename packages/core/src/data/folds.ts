/**
 * Cross-validation inside one training: the rows are dealt into as many parts as an ensemble has members; each member
 * learns from all parts but its own, and is judged by that. So every row is learned from, and judged by a network that
 * has not seen it. Stone, JRSS B 36 (1974); as an ensemble: Krogh and Vedelsby, NIPS 1994.
 */
import { createRandom } from "../random.ts";
import type { Vector } from "../vector.ts";

/** Stream of chance for folds. */
const FOLDS_STREAM = 4;

/** For each row, from 0, the member that does not learn from it; the parts differ by at most one row. */
export function assignFolds(rows: number, members: number, seed: number): Uint8Array {
  const folds = new Uint8Array(rows);
  createRandom([seed, FOLDS_STREAM])
    .permutation(rows)
    .forEach((row, i) => (folds[row] = i % members));
  return folds;
}

/**
 * For each row what the member says that has not learned from it: a new `[rows, outputs]`.
 * @param predictMember what a member says of all rows, `[rows, outputs]`; it may be a view until the next call.
 */
export function predictOutOfFold(
  predictMember: (member: number) => Vector,
  members: number,
  folds: Uint8Array,
): Float64Array {
  let all = new Float64Array(0);
  for (let m = 0; m < members; m++) {
    const predicted = predictMember(m);
    const outputs = predicted.length / folds.length;
    if (m === 0) all = new Float64Array(predicted.length);
    for (let i = 0; i < folds.length; i++) {
      if (folds[i] === m) for (let k = i * outputs; k < (i + 1) * outputs; k++) all[k] = predicted[k];
    }
  }
  return all;
}
