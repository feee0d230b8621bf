import { createDataset, createRandom, createReport, fit, linearBaseline, meanBaseline } from "@epochal/core";
import type { Baseline, Dataset, PartReport, Scores } from "@epochal/core";
import { describe, expect, test } from "vitest";
import { crossValidate, summarizeFolds } from "./cross-validate.ts";
import { planFolds } from "./plan-folds.ts";
import { tableFromRows } from "./table/table.ts";

const random = createRandom(5);
const points = Array.from({ length: 14 }, (_, i) => ({ x: i, y: 2 * i + random.randn() }));
const table = tableFromRows(points);
/** A training that ends immediately: linear regression. */
const quick = { target: "y", hidden: [], epochs: 1 } as const;

describe("crossValidate", () => {
  test("yields the scores of each fold's report on its test rows", () => {
    const options = { ...quick, folds: 3 };
    const scores = Array.from(crossValidate(table, options));
    const plans = Array.from(planFolds(table, options).plans());
    const reports = plans.map(({ spec, data }) => createReport(fit(spec, data), data).test!);
    expect(scores).toEqual(reports.map((report, i) => ({ fold: i + 1, folds: 3, ...report })));
  });

  test("with one fold per row, each row is predicted by the line and the mean of the others", () => {
    const scores = Array.from(crossValidate(table, { ...quick, folds: points.length }));
    const inOrder = (errors: readonly number[]) => errors.toSorted((a, b) => a - b);
    const errorsOf = (fitBaseline: (train: Dataset) => Baseline) =>
      points.map((point) => {
        const others = points.filter((other) => other !== point);
        const train = createDataset(
          others.map(({ x }) => x),
          others.map(({ y }) => y),
        );
        return Math.abs(fitBaseline(train)(Float64Array.of(point.x))[0] - point.y);
      });
    const found = inOrder(scores.map(({ linear }) => linear.rmse));
    inOrder(errorsOf(linearBaseline)).forEach((error, i) => expect(found[i]).toBeCloseTo(error, 9));
    const foundMean = inOrder(scores.map(({ mean }) => mean.rmse));
    inOrder(errorsOf(meanBaseline)).forEach((error, i) => expect(foundMean[i]).toBeCloseTo(error, 9));
  });

  test("a fold with a value that no other has is scored", () => {
    const rows = points.map((point, i) => ({ ...point, kind: i === 3 ? "rare" : ["a", "b"][i % 2] }));
    const scores = Array.from(crossValidate(tableFromRows(rows), { ...quick, folds: rows.length }));
    expect(summarizeFolds(scores)).toMatchObject({ folds: 14, rows: 14 });
  });

  test("on curved data the network has smaller errors than the line on unseen rows", () => {
    const rows = Array.from({ length: 60 }, (_, i) => ({ x: i / 10, y: Math.sin(i / 10) }));
    const scores = Array.from(crossValidate(tableFromRows(rows), { target: "y", folds: 3, ensemble: 2, epochs: 500 }));
    const { difference } = summarizeFolds(scores);
    expect(difference.rmse.mean + 2 * difference.rmse.standardError).toBeLessThan(0);
  });
});

describe("summarizeFolds", () => {
  const scores = (rmse: number): Scores => ({
    rmse,
    mae: rmse / 2,
    r2: 0.5,
    mse: rmse * rmse,
    medianAbsoluteError: rmse,
    maxError: rmse,
    bias: 0,
  });
  const fold = (network: number, linear: number): PartReport => ({
    rows: 7,
    network: scores(network),
    linear: scores(linear),
    mean: scores(10),
  });

  // Network 1, 2, 6: mean 3, Σ (value − 3)² = 4 + 1 + 9 = 14, s² = 14 / 2 = 7, standard error √(7 / 3).
  // Line 2, 4, 6: mean 4, s² = 8 / 2 = 4, √(4 / 3). Differences −1, −2, 0: mean −1, s² = 2 / 2 = 1, √(1 / 3).
  test("means, standard errors and differences match values derived by hand", () => {
    const summary = summarizeFolds([fold(1, 2), fold(2, 4), fold(6, 6)]);
    expect(summary).toMatchObject({ folds: 3, rows: 21 });
    const expected = [
      [summary.network.rmse, 3, Math.sqrt(7 / 3)],
      [summary.network.mae, 1.5, Math.sqrt(7 / 3) / 2],
      [summary.linear.rmse, 4, Math.sqrt(4 / 3)],
      [summary.mean.rmse, 10, 0],
      [summary.difference.rmse, -1, Math.sqrt(1 / 3)],
      [summary.network.r2!, 0.5, 0],
    ] as const;
    for (const [{ mean, standardError }, wantedMean, wantedError] of expected) {
      expect(mean).toBeCloseTo(wantedMean, 12);
      expect(standardError).toBeCloseTo(wantedError, 12);
    }
  });

  test("R² is that of the folds that define it, and absent if they are fewer than two", () => {
    const { r2: _, ...ofOneRow } = scores(1);
    const single: PartReport = { ...fold(1, 2), network: ofOneRow, linear: ofOneRow, mean: ofOneRow };
    expect(summarizeFolds([single, fold(1, 2), fold(2, 4)]).network.r2).toEqual({ mean: 0.5, standardError: 0 });
    for (const part of ["network", "linear", "mean", "difference"] as const) {
      expect(summarizeFolds([fold(1, 2), single])[part]).not.toHaveProperty("r2");
    }
  });

  test("rejects a single fold, which has no standard error", () => {
    expect(() => summarizeFolds([fold(1, 2)])).toThrow(
      new RangeError("summarizeFolds: expected at least 2 folds, got 1"),
    );
  });
});
