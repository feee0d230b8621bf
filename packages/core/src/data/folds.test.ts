import { expect, test } from "vitest";
import { memberWeights } from "../backend/batches.ts";
import { assignFolds, overlapFolds } from "./folds.ts";

test("with overlapping folds, one row in twenty is left out by two members, the others by one", () => {
  const [rows, members] = [1000, 5];
  const folds = assignFolds(rows, members, 3);
  const secondFolds = overlapFolds(folds, members);
  const learning = Array.from({ length: members }, (_, m) =>
    memberWeights({ rows, weights: undefined, folds, secondFolds }, m)!,
  );
  const leaveOut = (row: number) => learning.filter((weights) => weights[row] === 0).length;
  const counts = Array.from({ length: rows }, (_, row) => leaveOut(row));
  expect(counts.filter((count) => count === 2)).toHaveLength(50);
  expect(counts.filter((count) => count === 1)).toHaveLength(950);
});
