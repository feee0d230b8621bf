import { expect, test } from "vitest";
import { createDataset } from "../data/create-dataset.ts";
import { shrinkage } from "./shrinkage.ts";

const folds = Uint8Array.of(0, 1, 0, 1);
const rows = createDataset([0, 1, 2, 3], [0, 0, 0, 0]);

test("members that repeat the rows they learn from shrink by half of the variance of one of K", () => {
  // Each misses the rows of its own fold by 2, and no others.
  const members = [Float64Array.of(2, 0, 2, 0), Float64Array.of(0, 2, 0, 2)];
  expect(shrinkage(members, Float64Array.of(2, 2, 2, 2), folds, rows)).toEqual([Math.sqrt(1 - 1 / 4)]);
});

test("members that are as good on new rows, or better, do not shrink; nor does an exact fit", () => {
  const all = (error: number) => Float64Array.of(error, error, error, error);
  expect(shrinkage([all(1), all(1)], all(1), folds, rows)).toEqual([1]);
  expect(shrinkage([all(1), all(1)], all(0.5), folds, rows)).toEqual([1]);
  expect(shrinkage([all(0), all(0)], all(0), folds, rows)).toEqual([1]);
});

test("each target has its own factor, and rows of weight 0 do not count", () => {
  const two = createDataset(
    [0, 1],
    [
      [0, 0],
      [0, 0],
    ],
    { weights: [1, 0] },
  );
  const members = [Float64Array.of(2, 2, 9, 9), Float64Array.of(0, 2, 9, 9)];
  expect(shrinkage(members, Float64Array.of(2, 2, 9, 9), Uint8Array.of(0, 1), two)).toEqual([Math.sqrt(1 - 1 / 4), 1]);
});
