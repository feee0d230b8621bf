import type { PartReport, Report, Scores } from "@epochal/core";
import { expect, test } from "vitest";
import { calibrationLines, confusionLines } from "./class-report.ts";
import { allScoreLines, scoreLines } from "./scores.ts";

const scores: Scores = {
  rmse: 0.3,
  mae: 0.1,
  r2: 0.5,
  mse: 0.09,
  medianAbsoluteError: 0.1,
  maxError: 0.9,
  bias: 0,
  accuracy: 0.9,
  logLoss: 0.25,
  balancedAccuracy: 0.875,
  brier: 0.09,
  calibrationError: 0.031,
};
const partOf = (confusion: number[][]): PartReport => ({
  rows: 20,
  network: scores,
  linear: { ...scores, rocAuc: 0.8 },
  mean: scores,
  classes: {
    confusion,
    reliability: [
      { rows: 4, confidence: 0.6, accuracy: 0.5 },
      { rows: 16, confidence: 0.96, accuracy: 1 },
    ],
  },
});

test("classes have scores of their own, with errors; one that the rows do not define is a dash", () => {
  const train = partOf([]);
  expect(allScoreLines(["ill"], { train })).toEqual([
    "20 training rows            accuracy    log loss    balanced         AUC       Brier",
    "network                       0.9000      0.2500      0.8750           –      0.0900",
    "logistic regression           0.9000      0.2500      0.8750      0.8000      0.0900",
    "always the most frequent      0.9000      0.2500      0.8750           –      0.0900",
  ]);
  const test: PartReport = { ...train, errors: { accuracy: 0.0671, logLoss: 0.05 } };
  expect(scoreLines(["ill"], { train, test })).toEqual([
    "20 unseen rows                    accuracy          log loss          balanced",
    "network                    0.9000 ± 0.0671   0.2500 ± 0.0500            0.8750",
    "logistic regression                 0.9000            0.2500            0.8750",
    "always the most frequent            0.9000            0.2500            0.8750",
  ]);
});

test("a few classes have a matrix of the rows that nothing used before, and a line about calibration", () => {
  const confusion = [
    [11, 1],
    [2, 6],
  ];
  const report: Report = { train: partOf([]), test: partOf(confusion) };
  expect([...confusionLines(["healthy", "ill"], report), ...calibrationLines(report)]).toEqual([
    "predicted class (across) of each true class (down), unseen rows",
    "             healthy     ill",
    "healthy           11       1",
    "ill                2       6",
    "calibration: probabilities are off by 3.1 points on average, on unseen rows; of 16 predicted with about 96 %, 100 % are right",
  ]);
});

test("many classes have a list of confusions", () => {
  const names = Array.from({ length: 10 }, (_, k) => `class ${k}`);
  const confusion = names.map((_, c) => names.map((__, k) => (c === k ? 9 : k === c + 1 ? c : 0)));
  const lines = confusionLines(names, { train: partOf(confusion) });
  expect(lines[0]).toBe("predicted class (across) of each true class (down), training rows");
  expect(lines.slice(1, 3)).toEqual(["      8  class 8 predicted as class 9", "      7  class 7 predicted as class 8"]);
  expect(lines).toHaveLength(1 + 8);
  const perfect = names.map((_, c) => names.map((__, k) => (c === k ? 9 : 0)));
  expect(confusionLines(names, { train: partOf(perfect) })[1]).toBe("no row is assigned to a wrong class");
});
