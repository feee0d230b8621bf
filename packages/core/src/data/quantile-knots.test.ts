import { expect, test } from "vitest";
import { takeRows } from "./dataset.ts";
import { createDataset } from "./create-dataset.ts";
import { quantileKnots } from "./quantile-knots.ts";

const column = (values: readonly number[]) => createDataset(values, values);

// Nine values in order: the quantiles of 4 parts are those at 0, 2, 4, 6, 8.
test("knots divide the rows into equal groups, in any order of the rows", () => {
  const data = column([9, 1, 5, 2, 100, 4, 7, 3, 8]);
  expect(quantileKnots(data, 4)).toEqual([[1, 3, 5, 8, 100]]);
  expect(quantileKnots(takeRows(data, [3, 1, 8, 0, 2, 4, 5, 7, 6]), 4)).toEqual([[1, 3, 5, 8, 100]]);
});

test("equal quantiles are merged, and too few of them are none", () => {
  expect(quantileKnots(column([0, 0, 0, 0, 0, 1, 2, 3, 4]), 4)).toEqual([[0, 2, 4]]);
  expect(quantileKnots(column([0, 1, 0, 1, 1]), 4)).toEqual([[]]);
  expect(quantileKnots(column([7, 7, 7]), 4)).toEqual([[]]);
  expect(quantileKnots(column([5]))).toEqual([[]]);
});

test("a row of weight 0 does not count", () => {
  const values = [9, 1, 5, 2, 100, 4, 7, 3, 8];
  const weights = [...values.map(() => 1), 0];
  expect(quantileKnots(createDataset([...values, -1e9], [...values, 0], { weights }), 4)).toEqual(
    quantileKnots(column(values), 4),
  );
});
