/** Every update of a float64 session has the bits of plain TypeScript. */
import { dense } from "@epochal/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { trainBySession, trainPlain, type Training } from "./train-both-ways.ts";
import { activationNames, anyTraining, lossNames, optimizerNames, outputsPerTarget, training } from "./trainings.ts";

function expectSameBits(it: Training, updates = 12): void {
  const states = trainBySession(it, updates);
  expect(states).toHaveLength(updates);
  expect(states).toEqual(trainPlain(it, updates));
}

test.each(activationNames)("with %s", (name) => {
  expectSameBits(training({ network: { inputs: 3, layers: [dense(5, name), dense(3, name), dense(2)] } }));
  expectSameBits(training({ network: { inputs: 3, layers: [dense(5, "tanh"), dense(1, name)] } }));
});

test.each(lossNames)("with %s", (name) => {
  const network = { inputs: 2, layers: [dense(7, "sigmoid"), dense(3 * outputsPerTarget(name))] };
  expectSameBits(training({ network, loss: { type: name } }));
  expectSameBits(training({ network, loss: { type: name } }, { isWeighted: true }));
});

test.each(optimizerNames)("with %s", (name) => {
  expectSameBits(training({ optimizer: { type: name } }), 40);
  expectSameBits(training({ optimizer: { type: name, learningRate: 0.3 }, batchSize: 4 }), 40);
});

describe("with", () => {
  test("settings of a loss and an optimizer other than their defaults", () => {
    expectSameBits(training({ loss: { type: "huber", delta: 0.2 }, optimizer: { type: "rmsProp", alpha: 0.5 } }));
    expectSameBits(training({ optimizer: { type: "adamW", beta1: 0.5, beta2: 0.7, epsilon: 0.01, weightDecay: 0.3 } }));
    expectSameBits(training({ optimizer: { type: "nesterov", momentum: 0.3 } }));
  });

  test("a learning rate that changes with every update", () => {
    const rates = Array.from({ length: 30 }, (_, i) => 0.1 / (i + 1));
    for (const type of optimizerNames) expectSameBits({ ...training({ optimizer: { type } }), rates }, 30);
  });

  test("batches, the last one smaller", () => {
    for (const batchSize of [1, 2, 5, 12, 13, 99]) expectSameBits(training({ batchSize }), 30);
  });

  test("batches of rows in their original order", () => {
    const folded = { network: { inputs: 3, layers: [dense(5, "relu"), dense(1)], members: 3 }, folds: true };
    for (const batchSize of [1, 2, 5, 12]) {
      expectSameBits(training({ batchSize, shuffle: false }), 30);
      expectSameBits(training({ batchSize, shuffle: false, loss: "huber" }, { isWeighted: true }), 30);
      expectSameBits(training({ ...folded, batchSize, shuffle: false }), 30);
      expectSameBits(
        training({ network: { inputs: 1, layers: [dense(7, "relu"), dense(1)] }, batchSize, shuffle: false }),
        30,
      );
    }
  });

  test("weighted rows, including batches whose weights are all 0", () => {
    expectSameBits(training({ batchSize: 2 }, { isWeighted: true, rows: 41 }), 60);
  });

  test("penalties", () => {
    expectSameBits(training({ penalty: { l1: 0.01 } }));
    expectSameBits(training({ penalty: { l2: 0.02 } }));
    expectSameBits(training({ penalty: { l1: 0.01, l2: 0.02 } }));
  });

  test("clipping", () => {
    expectSameBits(training({ clipping: { norm: 0.1 } }));
    expectSameBits(training({ clipping: { value: 0.01 } }));
    expectSameBits(training({ clipping: { norm: 0.05, value: 0.02 }, optimizer: { type: "gradientDescent" } }));
  });

  test("several members, each of which leaves out its own fold", () => {
    const network = { inputs: 3, layers: [dense(5, "relu"), dense(1)], members: 4 };
    expectSameBits(training({ network, batchSize: 5 }), 30);
    expectSameBits(training({ network, folds: true, batchSize: 5 }), 30);
    expectSameBits(training({ network, folds: true }, { isWeighted: true }), 30);
  });

  test("a linear shortcut", () => {
    const network = { inputs: 3, layers: [dense(5, "relu"), dense(2)], shortcut: true };
    expectSameBits(training({ network }));
    expectSameBits(training({ network: { ...network, members: 2 }, folds: true, optimizer: { type: "adamW" } }));
  });

  test("only an output layer", () => {
    expectSameBits(training({ network: { inputs: 3, layers: [dense(1)] } }));
    expectSameBits(training({ network: { inputs: 1, layers: [dense(1, "sigmoid")] } }));
  });

  test.each([1, 2, 3, 4, 5, 8, 9, 31, 128, 129])(
    "one unit over %d ReLU units, which have their own backward kernel",
    (units) => {
      for (const inputs of [1, 4]) {
        expectSameBits(training({ network: { inputs, layers: [dense(units, "relu"), dense(1)] } }), 5);
        expectSameBits(
          training({ network: { inputs, layers: [dense(3, "tanh"), dense(units, "relu"), dense(1)] } }),
          5,
        );
      }
    },
  );

  test("one input, one hidden layer and one output, which have their own kernels", () => {
    for (const rows of [1, 2, 7, 8, 9, 33]) {
      const network = { inputs: 1, layers: [dense(7, "relu"), dense(1)], members: 3 };
      expectSameBits(training({ network }, { rows }), 5);
      expectSameBits(training({ network, folds: rows > 3, batchSize: 8 }, { rows, isWeighted: true }), 9);
    }
  });

  test("sizes that are not multiples of a vector", () => {
    const layers = [dense(33, "relu"), dense(17, "tanh"), dense(9, "gelu"), dense(3)];
    expectSameBits(training({ network: { inputs: 19, layers }, batchSize: 23 }, { rows: 67 }));
  });
});

test("with any training, several updates in one call", () => {
  fc.assert(
    fc.property(anyTraining(), fc.integer({ min: 1, max: 7 }), (it, perCall) => {
      const [plain, session] = [trainPlain(it, 21), trainBySession(it, 21, perCall)];
      // A session shows only the state after each call.
      for (const state of session) expect(plain).toContainEqual(state);
      expect(session.at(-1)).toEqual(plain.at(-1));
    }),
    { numRuns: 150 },
  );
});
