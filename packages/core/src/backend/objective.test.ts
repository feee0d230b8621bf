import { expect, test } from "vitest";
import { checkGradients } from "../network/check-gradients.ts";
import { takeRows } from "../data/dataset.ts";
import { createDataset } from "../data/create-dataset.ts";
import { dense } from "../network/dense.ts";
import { createNetwork, initialize } from "../network/network.ts";
import { createObjective } from "./objective.ts";
import { createRandom } from "../random.ts";

const x = [0.1, 0.5, -0.3];
const y = [1, 2, 4];

function network() {
  const made = createNetwork({ inputs: 1, layers: [dense(4, "tanh"), dense(1)] });
  initialize(made, createRandom(3));
  return made;
}

test("a row of weight 2 counts twice, and a row of weight 0 does not count", () => {
  const [weighted, repeated] = [network(), network()];
  const objective = createObjective("meanSquaredError", {}, "test");
  const rows = createDataset(x, y);
  const { loss, weight } = objective.evaluate(weighted, createDataset(x, y, { weights: [2, 1, 0] }));
  expect(loss).toBeCloseTo(objective.evaluate(repeated, takeRows(rows, [0, 0, 1])).loss, 14);
  expect(weight).toBe(3);
  weighted.gradients.forEach((gradient, i) => expect(gradient).toBeCloseTo(repeated.gradients[i], 14));
});

test("the gradients are the derivatives of the weighted loss plus the penalty", () => {
  const batch = createDataset(x, y, { weights: [0.5, 3, 1] });
  for (const penalty of [{}, { l2: 0.3 }, { l1: 0.2 }, { l1: 0.1, l2: 0.5 }]) {
    expect(checkGradients(network(), "meanSquaredError", batch, { penalty })).toBeLessThan(1e-6);
  }
});

// One weight of 3 and a bias of 5: l1 · |3| + ½ · l2 · 3², without the bias. The reported loss excludes it.
test("the penalty applies to weights, not to biases, and is not in the reported loss", () => {
  const line = createNetwork({ inputs: 1, layers: [dense(1)] });
  line.parameters.set([3, 5]);
  const objective = createObjective("meanSquaredError", { l1: 0.1, l2: 0.2 }, "test");
  const { loss, objective: descended } = objective.evaluate(line, createDataset([1], [8]));
  expect(loss).toBe(0);
  expect(descended).toBeCloseTo(0.1 * 3 + 0.5 * 0.2 * 9, 15);
  expect(Array.from(line.gradients)).toEqual([0.1 + 0.2 * 3, 0]);
});

test("a batch of rows with weight 0 has loss 0 and no gradients", () => {
  const net = network();
  const batch = { ...createDataset(x, y), weights: new Float64Array(3) };
  expect(createObjective("meanSquaredError", {}, "test").evaluate(net, batch).loss).toBe(0);
  expect(net.gradients.every((gradient) => gradient === 0)).toBe(true);
});
