import { expect, test } from "vitest";
import { checkGradients } from "./check-gradients.ts";
import { createDataset } from "../data/create-dataset.ts";
import { dense } from "./dense.ts";
import { plainKernels, type Kernels } from "./kernels.ts";
import type { LossName } from "../losses/index.ts";
import { createNetwork } from "./network.ts";
import { createRandom } from "../random.ts";

const rows = createDataset(
  [
    [0.5, -1],
    [2, 0.25],
    [-0.75, 1.5],
  ],
  [1, -2, 0.5],
);

function moved(kernels: Kernels = plainKernels) {
  const network = createNetwork({ inputs: 2, layers: [dense(3, "tanh"), dense(1)] }, { kernels });
  const random = createRandom(11);
  network.parameters.forEach((_, i) => (network.parameters[i] = random.randn()));
  return network;
}

test("a correct network passes, and its parameters are unchanged", () => {
  const network = moved();
  const before = network.parameters.slice();
  expect(checkGradients(network, "meanSquaredError", rows)).toBeLessThan(1e-6);
  expect(network.parameters).toEqual(before);
});

const wrong: [what: string, kernels: Kernels][] = [
  [
    "a weight's gradient that is 0.1 % too large",
    {
      ...plainKernels,
      weightGradients(dW, ...rest) {
        plainKernels.weightGradients(dW, ...rest);
        dW[0] *= 1.001;
      },
    },
  ],
  [
    "biases without gradients",
    {
      ...plainKernels,
      weightGradients(dW, db, ...rest) {
        plainKernels.weightGradients(dW, db, ...rest);
        db.fill(0);
      },
    },
  ],
  [
    "a wrong sign in the gradients for the layer below",
    {
      ...plainKernels,
      inputGradients(dx, ...rest) {
        plainKernels.inputGradients(dx, ...rest);
        dx[0] = -dx[0];
      },
    },
  ],
];

test.each(wrong)("%s is detected", (_, kernels) => {
  expect(checkGradients(moved(kernels), "meanSquaredError", rows)).toBeGreaterThan(1e-4);
});

test("an unknown loss is rejected", () => {
  expect(() => checkGradients(moved(), "hinge" as LossName, rows)).toThrow(
    /^checkGradients: expected loss to be one of meanSquaredError, .*got "hinge"$/,
  );
});
