import { expect, test } from "vitest";
import { createDataset } from "../data/dataset.ts";
import { dense } from "./dense.ts";
import { createParameterInitializer } from "./init-parameters.ts";
import { createNetwork, initialize, predict } from "./network.ts";
import { createRandom } from "../random.ts";

const network = { inputs: 2, layers: [dense(3, "tanh"), dense(2)], shortcut: true };

// y = 1 + 2·x₁ + 3·x₂, four rows of which the last judges.
const x = [
  [0, 0],
  [1, 0],
  [0, 1],
];
const train = createDataset(x, [1, 3, 4]);
const validation = createDataset([[2, 2]], [11]);

test("weights are drawn from the bare seed, and for each restart from a stream of its own", () => {
  const plain = { ...network, shortcut: false };
  const made = createNetwork(plain);
  const setFirstWeights = createParameterInitializer(made, 7, { train, validation });
  const drawn = [7, [7, 5, 1], [7, 5, 2]].map((seed) => {
    const alone = createNetwork(plain);
    initialize(alone, createRandom(seed));
    return alone.parameters;
  });
  for (const restarts of [2, 0, 1]) {
    made.parameters.fill(NaN);
    setFirstWeights(restarts);
    expect(made.parameters).toEqual(drawn[restarts]);
  }
  expect(drawn[1]).not.toEqual(drawn[2]);
});

test("the line is that of all rows, for the means alone where the network says more, whatever was there before", () => {
  const made = createNetwork(network);
  const setFirstWeights = createParameterInitializer(made, 7, { train, validation });
  for (const restarts of [0, 1]) {
    made.parameters.fill(NaN);
    setFirstWeights(restarts);
    predict(made, [...x, [2, 2]]).forEach(([mean, spread], i) => {
      expect(mean).toBeCloseTo([1, 3, 4, 11][i], 6);
      expect(spread).toBe(0);
    });
  }
});
