/** Finds how far predictions miss, depending on their value, from the errors of rows that were not trained on. */
import { difficultyAt, type Difficulty } from "./difficulty.ts";

/** Rows of a group with a mean error of its own: about 20 make the standard error of that mean a sixth of it. */
const ROWS_PER_GROUP = 20;
/** As many groups show every shape that is seen in practice. */
const MAX_GROUPS = 10;
/** The mean of all rows counts like this number of rows of a group: little, but more than nothing if its errors are all small. */
const ROWS_OF_PRIOR = 3;

/** Finds the difficulty, 1 everywhere if there are too few rows for two groups; and the errors divided by it, ascending. */
export function fitDifficulty(
  predicted: ArrayLike<number>,
  errors: ArrayLike<number>,
): { difficulty: Difficulty; scores: number[] } {
  const rows = errors.length;
  const order = Array.from({ length: rows }, (_, i) => i).sort((a, b) => predicted[a] - predicted[b]);
  const groupCount = Math.min(MAX_GROUPS, Math.floor(rows / ROWS_PER_GROUP));
  const overall = mean(order, errors);
  if (groupCount < 2 || !(overall > 0 && overall < Infinity))
    return { difficulty: { at: [], factors: [] }, scores: Array.from(errors).sort(byValue) };

  const groups = Array.from({ length: groupCount }, (_, g) =>
    order.slice(Math.round((g * rows) / groupCount), Math.round(((g + 1) * rows) / groupCount)),
  );
  /** The mean error of a group, drawn to that of all rows. */
  const factorOf = (sum: number, count: number) => (sum / overall + ROWS_OF_PRIOR) / (count + ROWS_OF_PRIOR);
  const at = groups.map((group) => mean(group, predicted));
  const sums = groups.map((group) => group.length * mean(group, errors));
  const factors = sums.map((sum, g) => factorOf(sum, groups[g].length));
  // A row must not make its own score smaller, so its group's factor is that of the other rows.
  const scores = groups.flatMap((group, g) =>
    group.map((i) => {
      const others = factors.with(g, factorOf(sums[g] - errors[i], group.length - 1));
      return errors[i] / difficultyAt({ at, factors: others }, predicted[i]);
    }),
  );
  return { difficulty: { at, factors }, scores: scores.sort(byValue) };
}

function mean(rows: readonly number[], values: ArrayLike<number>): number {
  let sum = 0;
  for (const i of rows) sum += values[i];
  return sum / rows.length;
}

function byValue(a: number, b: number): number {
  return a - b;
}
