/** A float32 session stays close to plain TypeScript in float64. */
import { dense, type LossSpec } from "@epochal/core";
import { describe, expect, test } from "vitest";
import { trainBySession, trainPlain, type Training } from "./train-both-ways.ts";
import { activationNames, lossNames, optimizerNames, outputsPerTarget, training } from "./trainings.ts";

/** The largest error of a parameter after some updates, relative to the largest parameter. */
const TOLERANCE = 2e-5;

function expectNear({ spec, ...it }: Training, updates = 20): void {
  const precise = trainPlain({ spec, ...it }, updates).at(-1)!;
  const states = trainBySession({ spec: { ...spec, precision: "float32" }, ...it }, updates);
  expect(states).toHaveLength(updates);
  const { loss, parameters } = states.at(-1)!;
  expect(parameters).toBeInstanceOf(Float32Array);
  expect(Math.abs(loss - precise.loss)).toBeLessThan(TOLERANCE * Math.max(1, Math.abs(precise.loss)));
  const size = Math.max(...precise.parameters.map(Math.abs));
  const farthest = Math.max(...precise.parameters.map((value, i) => Math.abs(value - parameters[i])));
  expect(farthest / size).toBeLessThan(TOLERANCE);
}

describe("close to float64", () => {
  // A step function has no slope, and jumps if a sum is close to 0.
  test.each(activationNames.filter((name) => name !== "step"))("with %s", (name) => {
    expectNear(training({ network: { inputs: 3, layers: [dense(5, name), dense(7, name), dense(2)] } }));
  });

  test.each(lossNames)("with %s", (name) => {
    const network = { inputs: 2, layers: [dense(7, "sigmoid"), dense(3 * outputsPerTarget(name))] };
    const loss: LossSpec = { type: name };
    expectNear(training({ network, loss }));
    expectNear(training({ network, loss }, { isWeighted: true }));
  });

  test.each(optimizerNames)("with %s", (type) => {
    expectNear(training({ optimizer: { type } }));
    expectNear(training({ optimizer: { type }, batchSize: 4 }));
  });

  test.each([1, 2, 3, 4, 5, 8, 31])("with one unit over %d ReLU units", (units) => {
    for (const inputs of [1, 2]) {
      expectNear(training({ network: { inputs, layers: [dense(units, "relu"), dense(1)] } }));
    }
  });

  test("with everything else that a training may have", () => {
    const layers = [dense(33, "tanh"), dense(17, "relu"), dense(9, "leakyRelu"), dense(3)];
    const network = { inputs: 19, layers, members: 2, shortcut: true };
    const [penalty, clipping] = [
      { l1: 0.001, l2: 0.01 },
      { norm: 0.5, value: 0.1 },
    ];
    const it = training({ network, penalty, clipping, folds: true, batchSize: 23 }, { rows: 67, isWeighted: true });
    expectNear(it);
  });
});
