import fc from "fast-check";
import { expect, test } from "vitest";
import type { Columns } from "../data/columns.ts";
import { dense } from "../network/dense.ts";
import { createModel } from "./create-model.ts";
import type { Model, ModelJson, Scalers } from "./model.ts";
import { parseModel } from "./parse-model.ts";
import { createNetwork, initialize } from "../network/network.ts";
import type { NetworkSpec } from "../spec/network-spec.ts";
import { createRandom } from "../random.ts";

const spec: NetworkSpec = { inputs: 3, layers: [dense(4, "tanh"), dense(2)] };
const scalers: Scalers = {
  inputs: { offset: [1, 2, 3], scale: [0.1, 10, 7] },
  targets: { offset: [100, -5], scale: [3, 0.3] },
};

function drawn(seed: number): Model {
  const network = createNetwork(spec);
  initialize(network, createRandom(seed));
  return createModel(spec, network.parameters, scalers);
}

/** ŷ = area + 10·(is Bern) + 20·(is Wien): one unit without scaling. */
const columns: Columns = {
  inputs: [
    { name: "area", kind: "number" },
    { name: "city", kind: "category", values: ["Bern", "Wien"] },
  ],
  targets: ["price"],
};
const one = { offset: [0], scale: [1] };
const none: Scalers = { inputs: { offset: [0, 0, 0], scale: [1, 1, 1] }, targets: one };
const named = createModel({ inputs: 3, layers: [dense(1)] }, Float64Array.of(1, 10, 20, 0), none, { columns });

// Inputs (12 − 10) / 2 = 1 and (0 − 4) / 4 = −1; output 3·1 + 5·(−1) + 7 = 5; in the target's unit 5 · 2 + 1000 = 1010.
test("inputs are scaled on the way in and targets unscaled on the way out", () => {
  const model = createModel({ inputs: 2, layers: [dense(1)] }, Float64Array.of(3, 5, 7), {
    inputs: { offset: [10, 4], scale: [2, 4] },
    targets: { offset: [1000], scale: [2] },
  });
  expect(model.predict([12, 0])).toBe(1010);
  expect(
    model.predictAll([
      [12, 0],
      [10, 4],
    ]),
  ).toEqual([[1010], [1014]]);
  expect(model.predictFlat(Float64Array.of(12, 0, 10, 4))).toEqual(Float64Array.of(1010, 1014));
});

test("a single number is a row for a model with one input", () => {
  const double = createModel({ inputs: 1, layers: [dense(1)] }, Float64Array.of(2, 0), { inputs: one, targets: one });
  expect(double.predict(21)).toBe(42);
  expect(double.predictAll([])).toEqual([]);
});

test("a model with columns predicts records, and still lists of numbers", () => {
  expect(named.predict({ area: 3, city: "Wien" })).toBe(23);
  expect(named.predictAll([{ area: "3", city: "Bern", owner: "?" }, [5, 0, 1]])).toEqual([[13], [25]]);
});

// The ⌈5 · 0.6⌉ = third smallest of four residuals bounds six of ten.
test("each target has its own interval width", () => {
  const { network } = drawn(1);
  const residuals = [
    [1, 2, 3, 4],
    [0.1, 0.2, 0.3, 0.4],
  ];
  const model = createModel(spec, network.parameters, scalers, { residuals });
  expect([model.intervalWidth(0.6), model.intervalWidth(0.6, 0), model.intervalWidth(0.6, 1)]).toEqual([3, 3, 0.3]);
  expect(model.intervalWidth(0.9, 1)).toBe(Infinity);
  expect(() => model.intervalWidth(0.9, 2)).toThrow(new RangeError("interval: expected a target from 0 to 1, got 2"));
});

test("an interval is wider where errors are larger", () => {
  const none = { at: [], factors: [] };
  const model = createModel(spec, drawn(1).network.parameters, scalers, {
    residuals: [[1, 2, 3, 4], [1]],
    difficulties: [{ at: [10, 20], factors: [1, 3] }, none],
  });
  expect([0, 10, 15, 20, 30].map((predicted) => model.intervalWidth(0.6, 0, predicted))).toEqual([3, 3, 6, 9, 9]);
  expect([model.intervalWidth(0.6), model.intervalWidth(0.5, 1, 15)]).toEqual([3, 1]);
  const row = [1, 2, 3];
  const [low, high] = model.interval(row, 0.6);
  expect(high - low).toBeCloseTo(2 * model.intervalWidth(0.6, 0, model.predict(row)), 12);
  expect(parseModel(JSON.stringify(model)).interval(row, 0.6)).toEqual([low, high]);
});

test("the parameters are copied", () => {
  const parameters = Float64Array.of(2, 0);
  const model = createModel({ inputs: 1, layers: [dense(1)] }, parameters, { inputs: one, targets: one });
  parameters[0] = 9;
  expect(model.predict(1)).toBe(2);
});

test("a model restored from JSON text predicts the same bits", () => {
  const number = fc.double({ min: -1e3, max: 1e3, noNaN: true });
  fc.assert(
    fc.property(fc.nat(), fc.array(fc.tuple(number, number, number), { minLength: 1, maxLength: 5 }), (seed, rows) => {
      const model = drawn(seed);
      const again = parseModel(JSON.stringify(model));
      expect(again.predictAll(rows)).toEqual(model.predictAll(rows));
      expect(again.toJSON()).toEqual(model.toJSON());
    }),
  );
});

test("columns are restored too", () => {
  const again = parseModel(JSON.stringify(named, undefined, 2));
  expect(again.columns).toEqual(columns);
  expect(again.predict({ area: 3, city: "Wien" })).toBe(23);
});

test("a model's JSON is readable: a list of weights for each input", () => {
  expect(named.toJSON()).toEqual({
    format: "epochal-model",
    version: 1,
    network: { inputs: 3, layers: [{ units: 1, activation: "identity" }] },
    members: [{ layers: [{ weights: [[1], [10], [20]], biases: [0] }] }],
    scalers: none,
    columns,
  });
});

const whole = drawn(1).toJSON();
const { layers } = whole.members[0];
const rejected: [what: string, json: unknown, error: Error][] = [
  [
    "different JSON",
    { hello: "world" },
    new TypeError('parseModel: expected a model with format "epochal-model", got undefined'),
  ],
  ["null", null, new TypeError('parseModel: expected a model with format "epochal-model", got null')],
  [
    "a later version",
    { ...whole, version: 2 },
    new RangeError("parseModel: expected version 1, got 2: try a newer epochal"),
  ],
  [
    "no version",
    { ...whole, version: undefined },
    new RangeError("parseModel: expected version 1, got undefined: it is damaged"),
  ],
  [
    "a model without layers",
    { ...whole, members: undefined },
    new TypeError("parseModel: expected a list of members, got undefined"),
  ],
  [
    "a missing layer",
    { ...whole, members: [{ layers: layers.slice(1) }] },
    new RangeError("parseModel: expected 12 numbers for the weights of layer 1, got 8 values"),
  ],
  [
    "a missing bias",
    { ...whole, members: [{ layers: [layers[0], { ...layers[1], biases: [1] }] }] },
    new RangeError("parseModel: expected 2 numbers for the biases of layer 2, got 1 values"),
  ],
  [
    "null among the weights",
    { ...whole, members: [{ layers: [layers[0], { ...layers[1], biases: [1, null] }] }] },
    new RangeError("parseModel: expected finite numbers for the biases of layer 2, got null at index 1"),
  ],
  [
    "a scaler for other columns",
    { ...whole, scalers: { ...scalers, targets: { offset: [0, 0, 0], scale: [1, 1, 1] } } },
    new RangeError("parseModel: expected 2 numbers for the offsets of the targets' scaler, got 3 values"),
  ],
  [
    "columns for other inputs",
    { ...whole, columns: { inputs: [], targets: [] } },
    new RangeError("parseModel: expected columns for 3 inputs, got 0"),
  ],
];

test.each(rejected)("%s is rejected", (_, json, error) => {
  expect(() => parseModel(json as ModelJson)).toThrow(error);
  expect(() => parseModel(JSON.stringify(json))).toThrow(error);
});

test("text that is not JSON is rejected, with the position", () => {
  expect(() => parseModel("{")).toThrow(TypeError);
  expect(() => parseModel("{")).toThrow(/^parseModel: invalid JSON: .+/);
});

test("rows that cannot be predicted are rejected", () => {
  const model = drawn(1);
  expect(() => model.predict([1, 2])).toThrow(new RangeError("predict: expected 3 numbers in a row, got 2"));
  expect(() => model.predict([1, 2, NaN])).toThrow(
    new RangeError("predict: expected a finite number in row 1, column 3 of x, got NaN"),
  );
  expect(() => model.predict({ area: 1 })).toThrow(
    new TypeError("predict: expected a list of numbers, as this model has no column names"),
  );
  expect(() =>
    named.predictAll([
      { area: 1, city: "Bern" },
      { area: 1, city: "Rom" },
    ]),
  ).toThrow(new RangeError('predict: row 2: expected "city" to be one of Bern, Wien, got "Rom"'));
});
