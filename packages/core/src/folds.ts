/**
 * Cross-validation inside one training: the rows are dealt into as many parts as an ensemble has members; each member
 * learns from all parts but its own, and is judged by that. So every row is learned from, and judged by a network that
 * has not seen it. Stone, JRSS B 36 (1974); as an ensemble: Krogh and Vedelsby, NIPS 1994.
 */
import { createRandom } from "./random.ts";
import { outputsOf, predictMember, type Network } from "./network.ts";

/** Stream of chance for folds. */
const FOLDS_STREAM = 4;

/** For each row, from 0, the member that does not learn from it; the parts differ by at most one row. */
export function dealFolds(rows: number, members: number, seed: number): Uint8Array {
  const folds = new Uint8Array(rows);
  createRandom([seed, FOLDS_STREAM])
    .permutation(rows)
    .forEach((row, i) => (folds[row] = i % members));
  return folds;
}

/** For each row of `x`, `[rows, inputs]`, what the member says that has not learned from it: a new `[rows, outputs]`. */
export function predictOutOfFold(network: Network, x: Float64Array, folds: Uint8Array): Float64Array {
  const outputs = outputsOf(network.spec);
  const all = new Float64Array(folds.length * outputs);
  network.members.forEach((member, m) => {
    const predicted = predictMember(network, member, x);
    for (let k = 0; k < all.length; k++) if (folds[Math.floor(k / outputs)] === m) all[k] = predicted[k];
  });
  return all;
}
