import { expect, test } from "vitest";
import { activations, type ActivationName } from "../activations/index.ts";
import { createDense, dense, forwardDense, denseParameterCount } from "./dense.ts";
import { plainKernels } from "./kernels.ts";
import { createNetwork } from "./network.ts";
import { createRandom } from "../random.ts";

const layerOf = (inputs: number, units: number, activation: ActivationName = "identity") => {
  const length = denseParameterCount(inputs, units);
  return createDense(dense(units, activation), inputs, new Float64Array(length), new Float64Array(length));
};

test("dense() takes units, an activation and, optionally, an initializer", () => {
  expect(dense(3)).toEqual({ units: 3, activation: "identity" });
  expect(dense(3, "relu")).toEqual({ units: 3, activation: "relu" });
  expect(dense(3, "relu", { initializer: "normal" })).toEqual({ units: 3, activation: "relu", initializer: "normal" });
});

test("weights come first and biases after them, as views of the given vectors", () => {
  const parameters = Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8);
  const gradients = new Float64Array(8);
  const layer = createDense(dense(2), 3, parameters, gradients);
  expect(Array.from(layer.W)).toEqual([1, 2, 3, 4, 5, 6]);
  expect(Array.from(layer.b)).toEqual([7, 8]);
  layer.W[0] = 10;
  layer.db[1] = 20;
  expect(parameters[0]).toBe(10);
  expect(gradients[7]).toBe(20);
});

test("the initializer suits the activation unless the layer names one", () => {
  const initializers = Object.keys(activations).map((name) => [
    name,
    layerOf(1, 1, name as ActivationName).initializer,
  ]);
  expect(Object.fromEntries(initializers)).toMatchObject({
    identity: "xavierNormal",
    relu: "heNormal",
    leakyRelu: "heNormal",
    sigmoid: "xavierNormal",
    tanh: "xavierNormal",
    softplus: "heNormal",
    step: "xavierNormal",
  });
  const chosen = createDense(dense(1, "relu", { initializer: "normal" }), 1, new Float64Array(2), new Float64Array(2));
  expect(chosen.initializer).toBe("normal");
});

test("the vectors of a batch have exactly its number of rows", () => {
  const layer = layerOf(2, 3);
  layer.b.set([1, 2, 3]);
  for (const rows of [4, 1, 7, 2, 7]) {
    const a = forwardDense(layer, new Float64Array(2 * rows), rows, plainKernels);
    expect(a).toEqual(Float64Array.from({ length: 3 * rows }, (_, i) => 1 + (i % 3)));
    expect([layer.z.length, layer.dz.length]).toEqual([3 * rows, 3 * rows]);
  }
});

test("a smaller batch reuses the buffers of the larger one before it", () => {
  const layer = layerOf(1, 2);
  forwardDense(layer, new Float64Array(8), 8, plainKernels);
  const { buffer } = layer.z;
  forwardDense(layer, new Float64Array(3), 3, plainKernels);
  expect(layer.z.buffer).toBe(buffer);
});

test("dropout sets about its fraction of the outputs to 0 in training, keeps their mean, and does not affect predictions", () => {
  const units = 10_000;
  const length = denseParameterCount(1, units);
  const layer = createDense(
    dense(units, "sigmoid", { dropout: 0.25 }),
    1,
    new Float64Array(length),
    new Float64Array(length),
  );
  const x = Float64Array.of(1);
  expect(forwardDense(layer, x, 1, plainKernels).every((value) => value === 0.5)).toBe(true);
  const out = forwardDense(layer, x, 1, plainKernels, createRandom(1));
  const dropped = out.filter((value) => value === 0).length / units;
  expect(Math.abs(dropped - 0.25)).toBeLessThan(0.02);
  expect(out.every((value) => value === 0 || value === 0.5 / 0.75)).toBe(true);
  expect(layer.a.every((value) => value === 0.5)).toBe(true);
});

test.each([-0.1, 1, Number.NaN])("a dropout of %s is rejected", (dropout) => {
  const wrong = dense(1, "relu", { dropout });
  expect(() => createNetwork({ inputs: 1, layers: [wrong] })).toThrow(
    new RangeError(`createNetwork: layer 1: expected dropout from 0 to below 1, got ${dropout}`),
  );
});
