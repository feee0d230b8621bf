import { activations } from "../activations/index.ts";
import { initializers } from "../initializers/index.ts";
import { expect, test } from "vitest";
import { dense } from "./dense.ts";
import { createNetwork, forward, initialize, predict, predictFlat } from "./network.ts";
import { outputCount } from "./layer-sizes.ts";
import type { NetworkSpec } from "../spec/network-spec.ts";
import { createRandom } from "../random.ts";

const spec: NetworkSpec = { inputs: 2, layers: [dense(3, "tanh"), dense(2)] };

test("layers are views of one flat vector: the first layer's weights, its biases, and so on", () => {
  const { parameters, gradients, layers } = createNetwork(spec);
  expect(parameters).toEqual(new Float64Array(2 * 3 + 3 + 3 * 2 + 2));
  expect(gradients).toHaveLength(parameters.length);
  parameters.forEach((_, i) => (parameters[i] = i));
  expect(layers.map(({ W, b }) => [Array.from(W), Array.from(b)])).toEqual([
    [
      [0, 1, 2, 3, 4, 5],
      [6, 7, 8],
    ],
    [
      [9, 10, 11, 12, 13, 14],
      [15, 16],
    ],
  ]);
  expect(layers.every(({ dW, db }) => dW.buffer === gradients.buffer && db.buffer === gradients.buffer)).toBe(true);
});

test("weights are drawn from the first layer to the last, and biases are 0", () => {
  const network = createNetwork(spec);
  network.parameters.fill(9);
  initialize(network, createRandom(4));
  const random = createRandom(4);
  const [first, second] = network.layers;
  for (const weight of first.W) expect(weight).toBeCloseTo(Math.sqrt(2 / 5) * random.randn(), 14);
  for (const weight of second.W) expect(weight).toBeCloseTo(Math.sqrt(2 / 5) * random.randn(), 14);
  expect([...first.b, ...second.b]).toEqual([0, 0, 0, 0, 0]);
});

test("the last layer's units are the outputs", () => expect(outputCount(spec)).toBe(2));

// x = (1, 2), W = [[1, 10], [3, 30]], b = (0.5, 5): z = (1 + 6 + 0.5, 10 + 60 + 5).
test("one layer is x · W + b", () => {
  const network = createNetwork({ inputs: 2, layers: [dense(2)] });
  network.parameters.set([1, 10, 3, 30, 0.5, 5]);
  expect(
    predict(network, [
      [1, 2],
      [0, 0],
    ]),
  ).toEqual([
    [7.5, 75],
    [0.5, 5],
  ]);
});

test("a single number is a row of one, and no rows give no predictions", () => {
  const network = createNetwork({ inputs: 1, layers: [dense(1)] });
  network.parameters.set([2, 1]);
  expect(predict(network, [3, [4]])).toEqual([[7], [9]]);
  expect(predict(network, [])).toEqual([]);
  expect(predictFlat(network, new Float64Array(0))).toEqual(new Float64Array(0));
});

test("many rows are predicted exactly like each row alone", () => {
  const network = createNetwork(spec);
  initialize(network, createRandom(1));
  const random = createRandom(2);
  const rows = Array.from({ length: 2500 }, () => [random.randn(), random.randn()]);
  const together = predict(network, rows);
  for (const i of [0, 1023, 1024, 2047, 2048, 2499]) expect(predict(network, [rows[i]])).toEqual([together[i]]);
});

test("predictions are copies, the result of forward is a view", () => {
  const network = createNetwork({ inputs: 1, layers: [dense(1)] });
  network.parameters.set([1, 0]);
  const view = forward(network.members[0], Float64Array.of(1), 1, network.kernels);
  const copy = predictFlat(network, Float64Array.of(2));
  expect(view).toEqual(copy);
  predictFlat(network, Float64Array.of(3));
  expect([view[0], copy[0]]).toEqual([3, 2]);
});

const rejected: [what: string, spec: unknown, message: string][] = [
  ["no inputs", { inputs: 0, layers: [dense(1)] }, "createNetwork: expected inputs to be an integer ≥ 1, got 0"],
  [
    "a fraction of an input",
    { inputs: 1.5, layers: [dense(1)] },
    "createNetwork: expected inputs to be an integer ≥ 1, got 1.5",
  ],
  ["no layer", { inputs: 1, layers: [] }, "createNetwork: expected at least 1 layer, got 0"],
  [
    "no units",
    { inputs: 1, layers: [dense(2), dense(0)] },
    "createNetwork: layer 2: expected units to be an integer ≥ 1, got 0",
  ],
  [
    "an unknown activation",
    { inputs: 1, layers: [dense(2), { units: 1, activation: "swish" }] },
    `createNetwork: layer 2: expected activation to be one of ${Object.keys(activations).join(", ")}, got "swish"`,
  ],
  [
    "an unknown initializer",
    { inputs: 1, layers: [{ units: 1, activation: "relu", initializer: "zeros" }] },
    `createNetwork: layer 1: expected initializer to be one of ${Object.keys(initializers).join(", ")}, got "zeros"`,
  ],
];

test.each(rejected)("%s is rejected", (_, wrong, message) => {
  expect(() => createNetwork(wrong as NetworkSpec)).toThrow(new RangeError(message));
});

test("rows that do not fit the inputs are rejected", () => {
  const network = createNetwork(spec);
  expect(() => predict(network, [[1]])).toThrow(new RangeError("predict: expected 2 numbers in a row, got 1"));
  expect(() => predict(network, [[1, 2], [1]])).toThrow(
    new RangeError("predict: expected 2 numbers in row 2 of x, got 1"),
  );
  expect(() => predict(network, [[1, NaN]])).toThrow(
    new RangeError("predict: expected a finite number in row 1, column 2 of x, got NaN"),
  );
  expect(() => predictFlat(network, new Float64Array(3))).toThrow(
    new RangeError("predict: expected a multiple of 2 numbers, got 3"),
  );
});
