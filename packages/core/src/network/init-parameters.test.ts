import { expect, test } from "vitest";
import { createDataset } from "../data/dataset.ts";
import { dense } from "./dense.ts";
import { createParameterInitializer } from "./init-parameters.ts";
import { createNetwork, initialize, predict } from "./network.ts";
import { createRandom } from "../random.ts";

const network = { inputs: 2, layers: [dense(3, "tanh"), dense(2)], shortcut: true };

// y = 1 + 2·x₁ + 3·x₂, four rows, the last for validation.
const x = [
  [0, 0],
  [1, 0],
  [0, 1],
];
const train = createDataset(x, [1, 3, 4]);
const validation = createDataset([[2, 2]], [11]);

test("initial weights use the bare seed, and each restart uses its own random stream", () => {
  const plain = { ...network, shortcut: false };
  const made = createNetwork(plain);
  const initParameters = createParameterInitializer({ network: plain, seed: 7 }, { train, validation });
  const drawn = [7, [7, 5, 1], [7, 5, 2]].map((seed) => {
    const alone = createNetwork(plain);
    initialize(alone, createRandom(seed));
    return alone.parameters;
  });
  for (const restarts of [2, 0, 1]) {
    made.parameters.fill(NaN);
    initParameters(made, restarts);
    expect(made.parameters).toEqual(drawn[restarts]);
  }
  expect(drawn[1]).not.toEqual(drawn[2]);
});

test("the linear model is fitted to all rows; other outputs than the means start at 0", () => {
  const made = createNetwork(network);
  const initParameters = createParameterInitializer({ network, seed: 7 }, { train, validation });
  for (const restarts of [0, 1]) {
    made.parameters.fill(NaN);
    initParameters(made, restarts);
    predict(made, [...x, [2, 2]]).forEach(([mean, other], i) => {
      expect(mean).toBeCloseTo([1, 3, 4, 11][i], 6);
      expect(other).toBe(0);
    });
  }
});
