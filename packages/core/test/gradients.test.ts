/** Every entry of every record that affects gradients, against central differences. New entries are tested automatically. */
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
  type Loss,
  type LossName,
} from "../src/index.ts";

const INPUTS = 3;
const OUTPUTS = 2;

const shapes: Record<string, (activation: ActivationName, outputs: number) => DenseSpec[]> = {
  "one hidden layer": (activation, outputs) => [dense(5, activation), dense(outputs)],
  "two hidden layers": (activation, outputs) => [dense(5, activation), dense(4, activation), dense(outputs)],
  "an activation on the output": (activation, outputs) => [dense(4, activation), dense(outputs, activation)],
};

const cases = Object.keys(activations).flatMap((activation) =>
  Object.keys(losses).flatMap((loss) =>
    Object.keys(shapes).map((shape) => [activation as ActivationName, loss as LossName, shape] as const),
  ),
);

test.each(cases)("%s under %s with %s has the gradients of its loss", (activation, loss, shape) => {
  const random = createRandom(21);
  const row = (length: number) => Array.from({ length }, () => random.randn());
  const batch = createDataset(
    Array.from({ length: 7 }, () => row(INPUTS)),
    Array.from({ length: 7 }, () => row(OUTPUTS)),
  );
  const { outputsPerTarget = 1 }: Loss = losses[loss];
  const layers = shapes[shape](activation, OUTPUTS * outputsPerTarget);
  const network = createNetwork({ inputs: INPUTS, layers });
  // All parameters, biases included: a zero bias with dead ReLUs would put z exactly at its kink. Small ones, since larger make
  // deep outputs so large that the loss of gaussianNll is in the thousands, and differences have too few digits.
  network.parameters.forEach((_, i) => (network.parameters[i] = 0.5 * random.randn()));

  expect(checkGradients(network, loss, batch)).toBeLessThan(1e-6);
  // Not the trivial equality of zeros: at least the output's biases have a gradient, unless the activation is a step.
  const isFlat = activation === "step" && shape === "an activation on the output";
  expect(network.gradients.some((gradient) => gradient !== 0)).toBe(!isFlat);
});
