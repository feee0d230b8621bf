import { expect, test } from "vitest";
import { createDataset } from "../data/create-dataset.ts";
import { dense } from "../network/dense.ts";
import { fit } from "../training/fit.ts";
import { createModel } from "./create-model.ts";
import { parseModel } from "./parse-model.ts";
import { createRandom } from "../random.ts";

/** The raw output that gives the variance v = ln(1 + eʳ) + 1e-6. */
const raw = (v: number) => Math.log(Math.expm1(v - 1e-6));
const one = { offset: [0], scale: [1] };

// One unit for the mean and one for the variance, with weights 0: μ and v depend on the biases alone.
// The members predict μ = 1, v = 2 and μ = 5, v = 4: mean of variances 3, variance of means ((1 − 3)² + (5 − 3)²) / 2 = 4.
test("by hand: the std of an ensemble is that of the mixture, mean of variances plus variance of means", () => {
  const spec = { inputs: 1, layers: [dense(2)], members: 2 };
  const parameters = Float64Array.of(0, 0, 1, raw(2), 0, 0, 5, raw(4));
  const model = createModel(spec, parameters, { inputs: one, targets: one }, { link: "gaussian" });
  expect(model.predict(0)).toBe(3);
  expect(model.std(0)).toBeCloseTo(Math.sqrt(3 + 4), 14);

  // With a scale of −10 the numbers are ten times as large, and an std has no sign.
  const scaled = createModel(spec, parameters, { inputs: one, targets: { offset: [100], scale: [-10] } });
  expect(scaled.predict(0)).toBe(100 - 30);
  expect(scaled.std(0)).toBeCloseTo(10 * Math.sqrt(7), 12);
  expect(parseModel(JSON.stringify(scaled)).std(0)).toBe(scaled.std(0));
});

// Means x and 2x, variances 1 and 9 whatever x.
test("the stds of several targets are in their order, row by row", () => {
  const spec = { inputs: 1, layers: [dense(4)] };
  const targets = { offset: [0, 0], scale: [1, 2] };
  const model = createModel(spec, Float64Array.of(1, 2, 0, 0, 0, 0, raw(1), raw(9)), { inputs: one, targets });
  expect(model.predictAll([1, 5])).toEqual([
    [1, 4],
    [5, 20],
  ]);
  model.stdAll([1, 5]).forEach(([first, second]) => {
    expect(first).toBeCloseTo(1, 14);
    expect(second).toBeCloseTo(6, 13);
  });
  expect(model.stdAll([])).toEqual([]);
});

test("a model trained without a variance rejects std()", () => {
  const model = createModel({ inputs: 1, layers: [dense(1)] }, Float64Array.of(1, 0), { inputs: one, targets: one });
  expect(() => model.std(1)).toThrow(new RangeError("std: expected a model trained with gaussianNll"));
});

test("gaussianNll learns which inputs have large noise, in the target's unit, alone and as an ensemble with a shortcut", () => {
  const random = createRandom(1);
  const x = Array.from({ length: 400 }, () => random.rand());
  // Standard deviation 2 for x below a half, 20 above it.
  const train = createDataset(
    x,
    x.map((value) => 100 * value + (value < 0.5 ? 2 : 20) * random.randn()),
  );
  for (const members of [1, 3]) {
    const model = fit(
      {
        network: { inputs: 1, layers: [dense(8, "tanh"), dense(2)], members, shortcut: members > 1 },
        loss: "gaussianNll",
        optimizer: { type: "adam", learningRate: 0.02 },
        scaling: { inputs: "standard", targets: "standard" },
        batchSize: 40,
        epochs: 200,
      },
      { train },
    );
    expect(Math.abs(model.predict(0.25) - 25)).toBeLessThan(2);
    expect(model.std(0.25)).toBeGreaterThan(1);
    expect(model.std(0.25)).toBeLessThan(4);
    expect(model.std(0.75)).toBeGreaterThan(15);
    expect(model.std(0.75)).toBeLessThan(25);
  }
});
