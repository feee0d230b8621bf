/** Every entry of every record that takes part in a gradient, against central differences. A new entry needs no new line. */
import { expect, test } from "vitest";
import {
  activations,
  checkGradients,
  createDataset,
  createNetwork,
  createRandom,
  dense,
  losses,
  type ActivationName,
  type DenseSpec,
  type LossName,
} from "../src/index.ts";

const INPUTS = 3;
const OUTPUTS = 2;

const shapes: Record<string, (activation: ActivationName) => DenseSpec[]> = {
  "one hidden layer": (activation) => [dense(5, activation), dense(OUTPUTS)],
  "two hidden layers": (activation) => [dense(5, activation), dense(4, activation), dense(OUTPUTS)],
  "an activation on the output": (activation) => [dense(4, activation), dense(OUTPUTS, activation)],
};

const cases = Object.keys(activations).flatMap((activation) =>
  Object.keys(losses).flatMap((loss) =>
    Object.keys(shapes).map((shape) => [activation as ActivationName, loss as LossName, shape] as const),
  ),
);

test.each(cases)("%s under %s with %s has the gradients of its loss", (activation, loss, shape) => {
  const random = createRandom(20);
  const row = (length: number) => Array.from({ length }, () => random.randn());
  const batch = createDataset(
    Array.from({ length: 7 }, () => row(INPUTS)),
    Array.from({ length: 7 }, () => row(OUTPUTS)),
  );
  const network = createNetwork({ inputs: INPUTS, layers: shapes[shape](activation) });
  // All of them, biases too: a zero bias under a dead ReLU would put z exactly on the kink.
  network.parameters.forEach((_, i) => (network.parameters[i] = random.randn()));

  expect(checkGradients(network, loss, batch)).toBeLessThan(1e-6);
  // Not the trivial agreement of zeros: at least the output's biases have a slope, unless it is a staircase.
  const isFlat = activation === "step" && shape === "an activation on the output";
  expect(network.gradients.some((gradient) => gradient !== 0)).toBe(!isFlat);
});
