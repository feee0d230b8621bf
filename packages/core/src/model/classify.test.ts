import { expect, test } from "vitest";
import { dense } from "../network/dense.ts";
import { createRandom } from "../random.ts";
import { createDataset } from "../data/create-dataset.ts";
import { fit } from "../training/fit.ts";
import { toClassification, toClassSet } from "./classify.ts";
import { logisticBaseline } from "./logistic-baseline.ts";
import { permutationImportance } from "./importance.ts";
import { createModel } from "./create-model.ts";
import { parseModel } from "./parse-model.ts";
import { createReport } from "./report.ts";
import type { Columns } from "../data/columns.ts";
import type { TrainingSpec } from "../spec/training-spec.ts";

const columns: Columns = {
  inputs: [
    { name: "a", kind: "number" },
    { name: "b", kind: "number" },
  ],
  targets: ["species"],
  classes: ["adelie", "chinstrap", "gentoo"],
};

/** Three overlapping clouds around (0, 0), (2, 0) and (0, 2). */
function clouds(rows: number, seed: number) {
  const random = createRandom(seed);
  const classes = Array.from({ length: rows }, (_, i) => i % 3);
  return createDataset(
    classes.map((c) => [random.randn() + (c === 1 ? 2 : 0), random.randn() + (c === 2 ? 2 : 0)]),
    classes.map((c) => [0, 1, 2].map((k) => (k === c ? 1 : 0))),
  );
}

const spec: TrainingSpec = {
  network: { inputs: 2, layers: [dense(3)], members: 3 },
  folds: true,
  loss: "softmaxCrossEntropy",
  optimizer: { type: "lbfgs" },
  epochs: 30,
};

test("a classification has the most probable class and the probability of each", () => {
  expect(toClassification(["no", "yes"], [0.25])).toEqual({ class: "no", probabilities: { no: 0.75, yes: 0.25 } });
  const three = toClassification(["a", "b", "c"], [0.2, 0.5, 0.3]);
  expect(three).toEqual({ class: "b", probabilities: { a: 0.2, b: 0.5, c: 0.3 } });
  expect(toClassSet(three, 0.5)).toEqual(["b"]);
  expect(toClassSet(three, 0.7)).toEqual(["b", "c"]);
  expect(toClassSet(three, Infinity)).toEqual(["b", "c", "a"]);
  // Even a width that no class reaches leaves the most probable one.
  expect(toClassSet(three, 0.1)).toEqual(["b"]);
});

test("a model knows its classes, also after a round trip through JSON", () => {
  const model = fit(spec, { train: clouds(90, 1), columns });
  const row = { a: 2.5, b: -0.5 };
  const found = model.classify(row);
  expect(found.class).toBe("chinstrap");
  expect(Object.values(found.probabilities)).toEqual(model.predictAll([row])[0]);
  const again = parseModel(JSON.stringify(model));
  expect(again.classify(row)).toEqual(found);
  expect(again.intervalWidth(0.99)).toBe(model.intervalWidth(0.99));
});

test("a model of numbers, and a file with classes that do not fit, are refused", () => {
  const line = createModel({ inputs: 1, layers: [dense(1)] }, Float64Array.of(1, 0), {
    inputs: { offset: [0], scale: [1] },
    targets: { offset: [0], scale: [1] },
  });
  expect(() => line.classify([1])).toThrow(new TypeError("classify: this model predicts numbers, not classes"));
  const json = fit(spec, { train: clouds(30, 1), columns }).toJSON();
  const withClasses = (classes: unknown) => () => parseModel({ ...json, columns: { ...columns, classes } as Columns });
  expect(withClasses(["a", "b"])).toThrow("parseModel: expected 3 different classes, got 2 in 2 names");
  expect(withClasses(["a", "b", "b"])).toThrow("parseModel: expected 3 different classes, got 2 in 3 names");
  expect(withClasses([1, 2, 3])).toThrow("parseModel: expected classes to be a list of names, got");
});

// Vovk et al. (2005): over training sets and new rows, the set of 80 % holds the true class with at least 80 %. Here 30 models
// of 60 rows each predict 300 new rows; the folds are an approximation, as their members saw fewer rows.
test("a set of classes holds the true class as often as asked, and not much more", () => {
  const models = Array.from({ length: 30 }, (_, seed) => fit({ ...spec, seed }, { train: clouds(60, seed), columns }));
  for (const coverage of [0.8, 0.95]) {
    let held = 0;
    let size = 0;
    let rows = 0;
    for (const [seed, model] of models.entries()) {
      const fresh = clouds(300, 1000 + seed);
      for (let i = 0; i < fresh.rows; i++) {
        const row = Array.from(fresh.x.subarray(2 * i, 2 * i + 2));
        const set = toClassSet(model.classify(row), model.intervalWidth(coverage));
        if (set.includes(columns.classes![i % 3]!)) held += 1;
        size += set.length;
        rows += 1;
      }
    }
    expect(held / rows).toBeGreaterThan(coverage - 0.01);
    expect(held / rows).toBeLessThan(coverage + 0.04);
    expect(size / rows).toBeLessThan(2.5);
  }
});

// scikit-learn 1.2.1: LogisticRegression(C=1, tol=1e-12) on inputs scaled by StandardScaler.
test("the logistic baseline has the probabilities of scikit-learn", () => {
  const x = [
    [0, 1],
    [1, 3],
    [2, 1],
    [3, 4],
    [4, 2],
    [5, 6],
    [6, 3],
    [7, 9],
  ];
  const fresh = Float64Array.of(2.5, 2.5, 6, 8);
  const binary = logisticBaseline(createDataset(x, [0, 0, 1, 0, 1, 0, 1, 1]))(fresh);
  [0.4394613064447951, 0.5888472003221241].forEach((p, k) => expect(binary[k]).toBeCloseTo(p, 6));
  const classes = [0, 0, 1, 2, 1, 2, 1, 2].map((c) => [0, 1, 2].map((k) => (k === c ? 1 : 0)));
  const multi = logisticBaseline(createDataset(x, classes))(fresh);
  [
    0.3015595562839506, 0.45811599731828473, 0.24032444639776462, 0.019999804020994747, 0.0811321943579664,
    0.8988680016210389,
  ].forEach((p, k) => expect(multi[k]).toBeCloseTo(p, 6));
});

test("the report scores classes beside their frequencies and logistic regression", () => {
  const data = { train: clouds(90, 1), test: clouds(60, 2), columns };
  const report = createReport(fit(spec, data), data);
  const { network, mean, linear, classes } = report.test!;
  expect(mean.accuracy).toBeCloseTo(1 / 3, 12);
  expect(mean.logLoss).toBeCloseTo(Math.log(3), 12);
  expect(linear.logLoss).toBeLessThan(0.6);
  expect(network.accuracy).toBeGreaterThan(0.7);
  const correct = classes!.confusion.reduce((sum, row, c) => sum + row[c]!, 0);
  expect(correct / 60).toBeCloseTo(network.accuracy!, 12);
  expect(classes!.reliability.reduce((sum, { rows }) => sum + rows, 0)).toBe(60);
});

test("the importance of a column is the growth of the log loss", () => {
  const data = { train: clouds(90, 1), columns };
  const model = fit(spec, data);
  const fresh = clouds(300, 5);
  const blind = { ...model, predictFlat: (x: Float64Array) => model.predictFlat(x.map((v, k) => (k % 2 ? 0 : v))) };
  const [first, second] = permutationImportance(blind, fresh);
  expect(first!.column).toBe("a");
  expect(first!.growth).toBeGreaterThan(0.2);
  expect(second).toMatchObject({ column: "b", growth: 0, ofClasses: [0, 0, 0] });
  expect(first!.ofClasses).toHaveLength(3);
  expect(Math.max(...first!.ofClasses!)).toBeGreaterThan(0.1);
});
