import { expect, test } from "vitest";
import { createTrainer, dense, type ActivationName, type OptimizerSpec } from "../../index.ts";
import { sine } from "../../../test/datasets.ts";
import { findingOf, training } from "../../../test/findings.ts";

const data = { train: sine({ rows: 160, noise: 0.1 }) };
const gradientDescent: OptimizerSpec = { type: "gradientDescent", learningRate: 0.1 };
const deep = (depth: number, activation: ActivationName, seed: number, optimizer: OptimizerSpec = gradientDescent) =>
  training({
    network: { inputs: 1, layers: [...Array.from({ length: depth }, () => dense(10, activation)), dense(1)] },
    optimizer,
    epochs: 300,
    seed,
  });

test.each([0, 1, 2])("behind five sigmoid layers the signal vanishes and nothing is learned, seed %i", (seed) => {
  const spec = deep(5, "sigmoid", seed);
  expect(findingOf("vanishingGradients", spec, data)?.text).toMatch(
    /^the gradients vanish: the outputs of layer 5 differ by only [\d.e-]+ from row to row, so the layers below receive almost no gradient; use tanh or relu instead of sigmoid, fewer layers, or adam$/,
  );
  const trainer = createTrainer(spec, data);
  while (trainer.step());
  const { spans } = trainer.history;
  expect(spans.at(-1)!.loss).toBeGreaterThan(0.98 * spans[20].loss);
});

test.each([
  ["two layers of sigmoid", deep(2, "sigmoid", 0)],
  ["five layers of tanh", deep(5, "tanh", 0)],
  ["five layers of sigmoid with Adam, which recovers", deep(5, "sigmoid", 0, { type: "adam", learningRate: 0.01 })],
])("nothing is reported for %s", (_, spec) => {
  expect(findingOf("vanishingGradients", spec, data)).toBeUndefined();
});
