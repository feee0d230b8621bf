import type { Scores } from "@epochal/core";
import { summarizeFolds, type FoldScores } from "@epochal/data";
import { expect, test } from "vitest";
import { crossValidationLines, foldLine } from "./cross-validation.ts";

const scores = (rmse: number): Scores => ({
  rmse,
  mae: rmse / 2,
  r2: 1 - rmse / 10,
  mse: rmse * rmse,
  medianAbsoluteError: rmse,
  maxError: rmse,
  bias: 0,
});
const fold = (number: number, network: number, linear: number, rows = 40): FoldScores => ({
  fold: number,
  folds: 2,
  rows,
  network: scores(network),
  linear: scores(linear),
  mean: scores(8),
});

test("a fold has a line", () => {
  expect(foldLine(fold(1, 2.61234, 2.94))).toBe("fold 1 of 2: RMSE 2.612, straight line 2.94");
});

// Network 2 and 3: mean 2.5, standard error √(0.5 / 2) = 0.5; line 3 and 5: 4 ± 1; difference −1 and −2: −1.5 ± 0.5.
test("all folds are a table of means and standard errors", () => {
  expect(crossValidationLines("mpg", summarizeFolds([fold(1, 2, 3), fold(2, 3, 5)])).join("\n")).toBe(
    `
mpg            rows              RMSE               MAE                R²
2 folds          80     2.500 ± 0.500     1.250 ± 0.250   0.7500 ± 0.0500   network
                        4.000 ± 1.000     2.000 ± 0.500   0.6000 ± 0.1000   straight line
                        8.000 ± 0.000     4.000 ± 0.000   0.2000 ± 0.0000   always the mean
                       -1.500 ± 0.500    -0.750 ± 0.250   0.1500 ± 0.0500   network − straight line`.trimStart(),
  );
});

test("folds of single rows have no R²", () => {
  const lines = crossValidationLines("mpg", summarizeFolds([fold(1, 2, 3, 1), fold(2, 3, 5, 1)]));
  expect(lines[0]).toBe("mpg            rows              RMSE               MAE");
});
