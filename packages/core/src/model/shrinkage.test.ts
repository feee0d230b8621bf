import { expect, test } from "vitest";
import { createDataset } from "../data/create-dataset.ts";
import { shrinkage } from "./shrinkage.ts";

const folds = { folds: Uint8Array.of(0, 1, 0, 1) };
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
  expect(shrinkage(members, Float64Array.of(2, 2, 9, 9), { folds: Uint8Array.of(0, 1) }, two)).toEqual([
    Math.sqrt(1 - 1 / 4),
    1,
  ]);
});

test("with overlapping folds, the errors that two members do not share are averaged out", () => {
  const overlapping = { ...folds, secondFolds: Uint8Array.of(1, 1, 0, 0) };
  // The first and the last row are unseen by both members: their errors are 3 and 1, with an average of 2.
  const members = [Float64Array.of(3, 0, 9, 1), Float64Array.of(1, 9, 0, 3)];
  const outOfFold = Float64Array.of(3, 9, 9, 3);
  expect(shrinkage(members, outOfFold, overlapping, rows)[0]).toBeCloseTo(Math.sqrt(4 / 5), 12);
});

test("members with the same errors do not shrink, and with opposite ones by no more than independent ones", () => {
  const overlapping = { ...folds, secondFolds: Uint8Array.of(1, 0, 1, 0) };
  const all = (error: number) => Float64Array.of(error, error, error, error);
  expect(shrinkage([all(2), all(2)], all(2), overlapping, rows)).toEqual([1]);
  const opposite = [Float64Array.of(1, -1, 1, -1), Float64Array.of(-1, 1, -1, 1)];
  expect(shrinkage(opposite, all(1), overlapping, rows)).toEqual([Math.sqrt(1 / 2)]);
});
