import { describe, expect, test } from "vitest";
import { createDataset } from "../data/create-dataset.ts";
import { dense } from "../network/dense.ts";
import { permutationImportance } from "./importance.ts";
import { createModel } from "./create-model.ts";
import type { Scalers } from "./model.ts";
import { createReport, score, scoreBaselines } from "./report.ts";

const none = { offset: [0], scale: [1] };
const unscaled: Scalers = { inputs: none, targets: none };

// ŷ = 2x + 1, exactly.
const line = createModel(
  { inputs: 1, layers: [{ units: 1, activation: "identity" }] },
  Float64Array.of(2, 1),
  unscaled,
);

test("every metric scores the predictions", () => {
  // Errors 1, −1, 2 against 1, 3, 5: Σ|e| = 4, Σe² = 6, Σ(y − 3)² = 8.
  const scores = score(Float64Array.of(2, 2, 7), createDataset([0, 0, 0], [1, 3, 5]));
  expect(scores).toMatchObject({ rmse: Math.sqrt(2), mae: 4 / 3, r2: 0.25 });
});

test("baselines are fitted to the training rows and scored on the others", () => {
  const train = createDataset([0, 1, 2], [0, 2, 4]); // mean 2, line y = 2x
  const { mean, linear } = scoreBaselines({ train, validation: createDataset([10, 20], [20, 40]) });
  expect(mean.mae).toBeCloseTo((18 + 38) / 2, 9);
  expect(linear.mae).toBeCloseTo(0, 5);
});

test("a report contains the parts that exist", () => {
  const train = createDataset([0, 1, 2], [1, 3, 5]);
  const test = createDataset([5, 6], [11, 15]);
  const report = createReport(line, { train, test });
  expect(Object.keys(report)).toEqual(["train", "test", "importance"]);
  expect(report.train.rows).toBe(3);
  expect(report.train.network).toMatchObject({ rmse: 0, mae: 0, r2: 1 });
  // The model predicts 11 and 13; the targets are 11 and 15. The mean of the training rows is 3.
  expect(report.test?.network).toMatchObject({ rmse: Math.sqrt(2), mae: 1, r2: 0.5 });
  expect(report.test?.mean.mae).toBeCloseTo((8 + 12) / 2, 9);
  expect(report.test?.linear.mae).toBeCloseTo(1, 5);
});

test("each of several targets has the scores that it would have alone", () => {
  const none = { offset: [0, 0], scale: [1, 1] };
  const scalers: Scalers = { inputs: { offset: [0], scale: [1] }, targets: none };
  const layers = [{ units: 2, activation: "identity" }] as const;
  const double = createModel({ inputs: 1, layers }, Float64Array.of(1, 2000, 0, 0), scalers);
  const targets = [
    [0, 10],
    [3, 1990],
    [5, 4100],
  ];
  const { train } = createReport(double, { train: createDataset([0, 1, 2], targets) });
  const alone = [0, 1].map((j) => {
    const dataset = createDataset(
      [0, 1, 2],
      targets.map((row) => row[j]),
    );
    const predicted = Float64Array.of(0, 1, 2).map((x) => (j === 0 ? x : 2000 * x));
    return { network: score(predicted, dataset), ...scoreBaselines({ train: dataset }) };
  });
  expect(train.targets!.map(({ network }) => network)).toEqual(alone.map(({ network }) => network));
  train.targets!.forEach(({ mean, linear }, j) => {
    expect(mean.rmse).toBeCloseTo(alone[j].mean.rmse, 9);
    expect(linear.rmse).toBeCloseTo(alone[j].linear.rmse, 6);
  });
});

test("a report is in the target's unit, whatever the scalers", () => {
  const scalers: Scalers = { inputs: { offset: [10], scale: [2] }, targets: { offset: [100], scale: [50] } };
  const identity = createModel(
    { inputs: 1, layers: [{ units: 1, activation: "identity" }] },
    Float64Array.of(1, 0),
    scalers,
  );
  // (12 − 10) / 2 = 1 goes through and comes out as 1 · 50 + 100 = 150.
  const { network } = createReport(identity, { train: createDataset([12], [170]) }).train;
  expect(network).toMatchObject({ rmse: 20, mae: 20 });
});

describe("a report contains the importance of each column", () => {
  const rows = (count: number) => {
    const x = Array.from({ length: count }, (_, i) => i);
    return createDataset(
      x,
      x.map((value) => 2 * value + 1),
    );
  };

  test("on the test rows, else on the validation rows, else on the training rows", () => {
    const [train, validation, test] = [rows(20), rows(10), rows(5)];
    const parts = [{ train, validation, test }, { train, validation }, { train }].map(
      (data) => createReport(line, data).importance,
    );
    expect(parts).toMatchObject([
      { part: "test", rows: 5, columns: permutationImportance(line, test) },
      { part: "validation", rows: 10, columns: permutationImportance(line, validation) },
      { part: "train", rows: 20, columns: permutationImportance(line, train) },
    ]);
  });

  test("shuffled with the seed", () => {
    const data = { train: rows(20) };
    expect(createReport(line, data, { seed: 7 }).importance?.columns).toEqual(
      permutationImportance(line, data.train, { seed: 7 }),
    );
  });

  test("except on a single row, which cannot be shuffled: then it uses a different part, or none", () => {
    expect(createReport(line, { train: rows(9), test: rows(1) }).importance?.part).toBe("train");
    expect(createReport(line, { train: rows(1), test: rows(1) })).not.toHaveProperty("importance");
  });

  test("on a number of rows that limits the cost for any number of rows and columns", () => {
    expect(createReport(line, { train: rows(3000) }).importance?.rows).toBe(1000);
    const wide = (columns: number) => {
      const scaler = { offset: Array<number>(columns).fill(0), scale: Array<number>(columns).fill(1) };
      const model = createModel({ inputs: columns, layers: [dense(1)] }, new Float64Array(columns + 1), {
        inputs: scaler,
        targets: none,
      });
      const x = Array.from({ length: 80 }, (_, i) => Array.from({ length: columns }, (__, j) => (i * j) % 7));
      const train = createDataset(
        x,
        x.map((_, i) => i),
      );
      return createReport(model, { train }).importance;
    };
    // 120 columns · 5 shuffles · 50 rows are 30,000 predictions.
    expect(wide(120)).toMatchObject({ rows: 50, columns: { length: 120 } });
    expect(wide(601)).toBeUndefined();
  });

  test("on fewer rows for a large network, so that the cost of a stop does not grow with it", () => {
    const countRows = (units: number) => {
      const layers = [dense(units, "relu"), dense(units, "relu"), dense(1)];
      const { network } = createModel({ inputs: 1, layers }, new Float64Array(units * units + 4 * units + 1), unscaled);
      let predicted = 0;
      const predictFlat = (x: Float64Array) => ((predicted += x.length), new Float64Array(x.length));
      const report = createReport({ ...line, network, predictFlat }, { train: rows(500) });
      return { parameters: network.parameters.length, predicted, rows: report.importance?.rows };
    };
    expect(countRows(10)).toMatchObject({ rows: 500, predicted: 500 + 6 * 500 });
    const { parameters, ...large } = countRows(1000);
    // 1e9 products: 199 rows of 1,004,001 weights, 5 times.
    expect(parameters).toBe(1_004_001);
    expect(large).toEqual({ rows: 199, predicted: 500 + 6 * 199 });
  });
});

// Temperature and pressure: the mean of each explains nothing, though the units differ by far.
test("R² of several targets is the mean of theirs, and absent if none is defined", () => {
  const rows = createDataset(
    [0, 0, 0, 0],
    [
      [10, 1000],
      [20, 1010],
      [10, 1000],
      [20, 1010],
    ],
  );
  const means = Float64Array.of(15, 1005, 15, 1005, 15, 1005, 15, 1005);
  expect(score(means, rows).r2).toBe(0);
  // Exact for the first target, and Σ (ŷ − y)² = 4 · 25 of 4 · 25 for the second.
  const half = Float64Array.of(10, 1005, 20, 1005, 10, 1005, 20, 1005);
  expect(score(half, rows).r2).toBe(0.5);
  expect(score(Float64Array.of(1), createDataset([0], [2]))).not.toHaveProperty("r2");
  expect(score(Float64Array.of(1, 2), createDataset([0, 1], [2, 2]))).not.toHaveProperty("r2");
});
