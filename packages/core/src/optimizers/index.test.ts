import { expect, test } from "vitest";
import { dense } from "../network/dense.ts";
import { createNetwork } from "../network/network.ts";
import { createUpdater } from "../backend/updater.ts";
import { optimizers, type Optimizer, type OptimizerName } from "./index.ts";
import type { TrainingSpec } from "../spec/training-spec.ts";

/** The optimizers without a line search; L-BFGS has its own tests. */
type Follower = Exclude<OptimizerName, "lbfgs">;

/** Expected values of a parameter that starts at 1, after the gradients 0.5, 0.25 and −1 with learning rate 0.1. */
const expected: Record<Follower, () => number[]> = {
  // θ ← θ − 0.1·g
  gradientDescent: () => [1 - 0.05, 1 - 0.05 - 0.025, 1 - 0.05 - 0.025 + 0.1],

  // v ← 0.9·v + g: 0.5, then 0.45 + 0.25 = 0.7, then 0.63 − 1 = −0.37. θ ← θ − 0.1·v
  momentum: () => [1 - 0.05, 1 - 0.05 - 0.07, 1 - 0.05 - 0.07 + 0.037],

  // v as in momentum, and θ ← θ − 0.1·(g + 0.9·v): g + 0.9·v is 0.95, then 0.88, then −1.333
  nesterov: () => [1 - 0.095, 1 - 0.095 - 0.088, 1 - 0.095 - 0.088 + 0.1333],

  // v ← v + g²: 0.25, then 0.3125, then 1.3125. θ ← θ − 0.1·g / (√v + ε)
  adagrad: () => {
    const first = 1 - 0.05 / (0.5 + 1e-10);
    const second = first - 0.025 / (Math.sqrt(0.3125) + 1e-10);
    return [first, second, second + 0.1 / (Math.sqrt(1.3125) + 1e-10)];
  },

  // v ← 0.99·v + 0.01·g²: 0.0025, then 0.002475 + 0.000625 = 0.0031, then 0.003069 + 0.01 = 0.013069
  rmsProp: () => {
    const first = 1 - 0.05 / (0.05 + 1e-8);
    const second = first - 0.025 / (Math.sqrt(0.0031) + 1e-8);
    return [first, second, second + 0.1 / (Math.sqrt(0.013069) + 1e-8)];
  },

  // m ← 0.9·m + 0.1·g: 0.05, then 0.045 + 0.025 = 0.07, then 0.063 − 0.1 = −0.037; corrected by 0.1, 0.19, 0.271.
  // v ← 0.999·v + 0.001·g²: 0.00025, then 0.00024975 + 0.0000625 = 0.00031225, then 0.00031193775 + 0.001 =
  // 0.00131193775; corrected by 0.001, 0.001999, 0.002997001.
  adam,

  // The trainer shrinks the weights before the update: see below.
  adamW: adam,
};

function adam(): number[] {
  const first = 1 - (0.1 * (0.05 / 0.1)) / (Math.sqrt(0.00025 / 0.001) + 1e-8);
  const second = first - (0.1 * (0.07 / 0.19)) / (Math.sqrt(0.00031225 / 0.001999) + 1e-8);
  const third = second + (0.1 * (0.037 / 0.271)) / (Math.sqrt(0.00131193775 / 0.002997001) + 1e-8);
  return [first, second, third];
}

/** These optimizers, and any with learning rate 0, never evaluate the loss. */
function noSearch(): never {
  throw new Error("expected no search");
}

const entries = Object.entries(optimizers) as [OptimizerName, Optimizer][];
const followers = Object.keys(expected) as Follower[];

test.each(followers)("%s takes the first three steps of its formula", (name) => {
  const optimizer: Optimizer = optimizers[name];
  // A second, mirrored parameter must give mirrored results, with its own state.
  const parameters = Float64Array.of(1, -1);
  const state = new Float64Array(optimizer.slots * 2);
  const path = [0.5, 0.25, -1].map((g, i) => {
    optimizer.update(
      parameters,
      Float64Array.of(g, -g),
      state,
      i + 1,
      { ...optimizer.defaults, learningRate: 0.1 },
      noSearch,
    );
    expect(parameters[1]).toBe(-parameters[0]);
    return parameters[0];
  });
  expected[name]().forEach((value, i) => expect(Math.abs(path[i] - value)).toBeLessThan(1e-15));
});

test.each(entries)("%s has a learning rate, and changes nothing at 0", (_, optimizer) => {
  const parameters = Float64Array.of(3, 4);
  expect(optimizer.defaults.learningRate).toBeGreaterThan(0);
  optimizer.update(
    parameters,
    Float64Array.of(1, -1),
    new Float64Array(optimizer.slots * 2 + (optimizer.scalars ?? 0)),
    1,
    { ...optimizer.defaults, learningRate: 0 },
    noSearch,
  );
  expect(parameters).toEqual(Float64Array.of(3, 4));
});

test("a changed learning rate of momentum takes effect immediately", () => {
  const { momentum } = optimizers;
  const parameters = Float64Array.of(1);
  const state = new Float64Array(1);
  momentum.update(parameters, Float64Array.of(1), state, 1, { learningRate: 0.5, momentum: 0.5 }, noSearch); // v = 1, θ = 0.5
  momentum.update(parameters, Float64Array.of(1), state, 2, { learningRate: 0, momentum: 0.5 }, noSearch); // v = 1.5, θ = 0.5
  expect(parameters[0]).toBe(0.5);
  momentum.update(parameters, Float64Array.of(0), state, 3, { learningRate: 2, momentum: 0.5 }, noSearch); // v = 0.75, θ = −1
  expect(parameters[0]).toBe(-1);
});

test("adamW shrinks the weights by a fraction of themselves before its step, but not the biases", () => {
  const network = createNetwork({ inputs: 1, layers: [dense(1)] });
  const optimizer = { type: "adamW", learningRate: 0.1, weightDecay: 0.25 } as const;
  const spec: TrainingSpec = { network: network.spec, loss: "meanSquaredError", optimizer, epochs: 1 };
  network.parameters.set([2, 2]);
  network.gradients.set([0.5, 0.5]);
  createUpdater(spec, network).update({ step: 0, steps: 1, epoch: 0, epochs: 1 }, noSearch);
  // Adam's first step is 0.1 for any gradient. The weight was 2 − 0.1 · 0.25 · 2 = 1.95 by then.
  expect(network.parameters[0]).toBeCloseTo(1.95 - 0.1, 7);
  expect(network.parameters[1]).toBeCloseTo(2 - 0.1, 7);
});
