import type { PartReport, Report, Scores } from "@epochal/core";
import { expect, test } from "vitest";
import { modelReportLines } from "./model-report.ts";

const three = ["Adelie", "Chinstrap", "Gentoo"];
const base: Scores = { rmse: 3, mae: 2, r2: 0.5, mse: 9, medianAbsoluteError: 1, maxError: 9, bias: 0 };
const numbers = (mae: number, rmse: number): PartReport => ({
  rows: 398,
  network: { ...base, mae, rmse },
  errors: { rmse: 0.2, mae: 0.1 },
  linear: { ...base, mae: 2.564, rmse: 3.364 },
  mean: { ...base, mae: 6.541, rmse: 7.816, r2: -0.0025 },
});
const classes = (rows: number, names: readonly string[]): PartReport => ({
  ...numbers(1, 1),
  rows,
  network: { ...base, accuracy: 0.991, logLoss: 0.2, balancedAccuracy: 0.9, calibrationError: 0.1 },
  linear: { ...base, accuracy: 0.95, logLoss: 0.3, balancedAccuracy: 0.9 },
  mean: { ...base, accuracy: 0.442, logLoss: 1, balancedAccuracy: 0.5 },
  classes: {
    confusion: names.map((_, c) => names.map((__, k) => (c === k ? 50 : 1))),
    reliability: [{ rows, confidence: 0.9, accuracy: 0.9 }],
  },
});
const importance = (count: number): Report["importance"] & object => ({
  part: "validation",
  rows: 398,
  columns: Array.from({ length: count }, (_, i) => ({ column: `column ${i}`, growth: 100 - i, deviation: 1 })),
});
const columnsOf = (targets: readonly string[], names?: readonly string[]) => ({
  inputs: Array.from({ length: 80 }, (_, i) => ({ name: `column ${i}`, kind: "number" as const })),
  targets,
  ...(names && { classes: names }),
});

test("two sentences say how far predictions are off on unseen rows, and how far simpler models are", () => {
  const report: Report = { train: numbers(1, 1), validation: numbers(1.839, 2.585), importance: importance(2) };
  const reported = { report, columns: columnsOf(["mpg"]), outputs: 1, folds: 10 };
  expect(modelReportLines(reported, false)).toEqual([
    "mpg: off by 1.8 on average, on 398 rows that the model had not seen;",
    "a straight line is off by 2.6, always the mean by 6.5.",
    "",
    "398 unseen rows                       RMSE               MAE                R²",
    "network                      2.585 ± 0.200     1.839 ± 0.100            0.5000",
    "straight line                        3.364             2.564            0.5000",
    "always the mean                      7.816             6.541           -0.0025",
    "unseen: predicted by a network that did not learn from the row; the model",
    "averages all 10 networks, which is usually a little better",
    "importance: growth of the RMSE when a column is shuffled",
    "column 0     100.0 ± 1.0",
    "column 1      99.0 ± 1.0",
    "more: scores on the training rows and what was done to each column, by --report",
  ]);
});

test.each([
  [3.2, "2.6, always the mean by 6.5."],
  [3.4, "2.6 (as good), always the mean by 6.5."],
  [3.6, "2.6 (better, and simpler), always the mean by 6.5."],
  [7.9, "by 6.5 (as good: nothing was learned)."],
])("the sentence says how an RMSE of %s compares with those of simpler models", (rmse, end) => {
  const reported = { report: { train: numbers(2, rmse) }, columns: columnsOf(["mpg"]), outputs: 1, folds: 0 };
  expect(modelReportLines(reported, false)[1]!.endsWith(end)).toBe(true);
});

test.each([
  [0.2, "95 %, always the most frequent: 44.2 %."],
  [0.4, "95 % (better by log loss, and simpler), always the most frequent: 44.2 %."],
  [1, "44.2 % (as good by log loss: nothing was learned)."],
])("with a log loss of %s the sentence names the score by which a less accurate model is better", (logLoss, end) => {
  const part = classes(344, three);
  const report: Report = { train: { ...part, network: { ...part.network, logLoss } } };
  const reported = { report, columns: columnsOf(["species"], three), outputs: 3, folds: 0 };
  expect(modelReportLines(reported, false)[1]!.endsWith(end)).toBe(true);
});

const letters = "abcdefgh".split("");
test.each([
  { kind: "a number", part: numbers(1, 1), targets: ["mpg"], names: undefined },
  { kind: "three classes", part: classes(344, three), targets: ["species"], names: three },
  { kind: "eight classes", part: classes(900, letters), targets: ["letter"], names: letters },
  {
    kind: "two numbers",
    part: { ...numbers(1, 1), targets: [numbers(1, 1), numbers(200, 300)] },
    targets: ["mpg", "weight"],
    names: undefined,
  },
])("a report of $kind from 80 columns fits 80 × 24, with the end of the training and the prompt", (one) => {
  const { part, targets, names } = one;
  const report: Report = { train: part, validation: part, importance: importance(80) };
  const reported = { report, columns: columnsOf(targets, names), outputs: targets.length, folds: 10 };
  const lines = modelReportLines(reported, false);
  expect(lines.length).toBeLessThanOrEqual(names?.length === 8 ? 24 : 21);
  expect(lines.filter((line) => line.length > 80)).toEqual([]);
  const full = modelReportLines(reported, true);
  expect(full.filter((line) => line.startsWith("column 79 "))).toHaveLength(2);
});
