import { expect, test } from "vitest";
import { optimizers, type Optimizer, type OptimizerName } from "./index.ts";

/** The parameter 1 meets the gradients 0.5, 0.25 and −1 with learning rate 0.1: where each optimizer takes it. */
const expected: Record<OptimizerName, () => number[]> = {
  // θ ← θ − 0.1·g
  gradientDescent: () => [1 - 0.05, 1 - 0.05 - 0.025, 1 - 0.05 - 0.025 + 0.1],

  // v ← 0.9·v + g: 0.5, then 0.45 + 0.25 = 0.7, then 0.63 − 1 = −0.37. θ ← θ − 0.1·v
  momentum: () => [1 - 0.05, 1 - 0.05 - 0.07, 1 - 0.05 - 0.07 + 0.037],

  // m ← 0.9·m + 0.1·g: 0.05, then 0.045 + 0.025 = 0.07, then 0.063 − 0.1 = −0.037; corrected by 0.1, 0.19, 0.271.
  // v ← 0.999·v + 0.001·g²: 0.00025, then 0.00024975 + 0.0000625 = 0.00031225, then 0.00031193775 + 0.001 =
  // 0.00131193775; corrected by 0.001, 0.001999, 0.002997001.
  adam: () => {
    const first = 1 - (0.1 * (0.05 / 0.1)) / (Math.sqrt(0.00025 / 0.001) + 1e-8);
    const second = first - (0.1 * (0.07 / 0.19)) / (Math.sqrt(0.00031225 / 0.001999) + 1e-8);
    const third = second + (0.1 * (0.037 / 0.271)) / (Math.sqrt(0.00131193775 / 0.002997001) + 1e-8);
    return [first, second, third];
  },
};

/** These optimizers never ask for the loss at another place. */
function noSearch(): never {
  throw new Error("expected no search");
}

const entries = Object.entries(optimizers) as [OptimizerName, Optimizer][];

test.each(entries)("%s takes its first three steps as its paper says", (name, optimizer) => {
  // A second parameter, mirrored: it must come out mirrored, with a memory of its own.
  const parameters = Float64Array.of(1, -1);
  const memory = new Float64Array(optimizer.slots * 2);
  const path = [0.5, 0.25, -1].map((g, i) => {
    optimizer.update(
      parameters,
      Float64Array.of(g, -g),
      memory,
      i + 1,
      { ...optimizer.defaults, learningRate: 0.1 },
      noSearch,
    );
    expect(parameters[1]).toBe(-parameters[0]);
    return parameters[0];
  });
  expected[name]().forEach((value, i) => expect(Math.abs(path[i] - value)).toBeLessThan(1e-15));
});

test.each(entries)("%s has a learning rate among its settings, and 0 stands still", (_, optimizer) => {
  const parameters = Float64Array.of(3, 4);
  expect(optimizer.defaults.learningRate).toBeGreaterThan(0);
  optimizer.update(
    parameters,
    Float64Array.of(1, -1),
    new Float64Array(optimizer.slots * 2),
    1,
    {
      ...optimizer.defaults,
      learningRate: 0,
    },
    noSearch,
  );
  expect(parameters).toEqual(Float64Array.of(3, 4));
});

test("momentum's learning rate acts at once when it changes", () => {
  const { momentum } = optimizers;
  const parameters = Float64Array.of(1);
  const memory = new Float64Array(1);
  momentum.update(parameters, Float64Array.of(1), memory, 1, { learningRate: 0.5, momentum: 0.5 }, noSearch); // v = 1, θ = 0.5
  momentum.update(parameters, Float64Array.of(1), memory, 2, { learningRate: 0, momentum: 0.5 }, noSearch); // v = 1.5, θ = 0.5
  expect(parameters[0]).toBe(0.5);
  momentum.update(parameters, Float64Array.of(0), memory, 3, { learningRate: 2, momentum: 0.5 }, noSearch); // v = 0.75, θ = −1
  expect(parameters[0]).toBe(-1);
});
