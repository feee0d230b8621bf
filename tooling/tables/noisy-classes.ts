/** Generated tables whose classes no model can predict as often as a set of classes should hold them. */
import { createDataset, createRandom } from "@epochal/core";
import type { ReportTable } from "./tables.ts";

const NAMES = ["a", "b", "c"];
/** Sums of these and of the products of neighbouring inputs are the log odds of each class. */
const SLOPES = [
  [1, -1, 0, 0.5],
  [-1, 0, 1, 0.5],
  [0, 1, -1, -1],
];

/**
 * Three classes that are drawn with the softmax of a smooth function of four normal inputs.
 * @param strength factor of this function: 1 makes the most probable class right in two rows of three, 2 in three of four.
 */
export function noisyClasses(trainRows: number, testRows: number, strength: number, seed: number): ReportTable {
  const random = createRandom([seed, 1]);
  const x = Array.from({ length: trainRows + testRows }, () => SLOPES[0]!.map(() => random.randn()));
  const drawClass = (row: readonly number[]) => {
    const odds = SLOPES.map((slopes, k) => {
      const sum = slopes.reduce((total, slope, j) => total + slope * row[j]!, row[k]! * row[k + 1]!);
      return Math.exp(strength * sum);
    });
    let left = random.rand() * odds.reduce((total, value) => total + value, 0);
    return odds.findIndex((value) => (left -= value) < 0);
  };
  const dataset = createDataset(x, x.map(drawClass));
  return { dataset, classes: NAMES, splits: [Array.from({ length: testRows }, (_, i) => trainRows + i)], hash: "" };
}
