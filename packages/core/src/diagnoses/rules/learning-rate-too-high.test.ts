import { expect, test } from "vitest";
import { createTrainer, dense, diagnose, split, type OptimizerSpec } from "../../index.ts";
import { line, sine } from "../../../test/datasets.ts";
import { findingOf, training } from "../../../test/findings.ts";

const wave = (seed: number) => split(sine({ rows: 200, noise: 0.1, seed }), 0.8);
const spec = (optimizer: OptimizerSpec, seed: number, batchSize = 160) =>
  training({ network: { inputs: 1, layers: [dense(20, "tanh"), dense(1)] }, optimizer, batchSize, epochs: 400, seed });

test.each([0, 1, 2])("a growing loss is reported long before it overflows, seed %i", (seed) => {
  const finding = findingOf(
    "learningRateTooHigh",
    spec({ type: "gradientDescent", learningRate: 2 }, seed),
    wave(seed),
  );
  expect(finding?.epoch).toBeLessThanOrEqual(5);
  expect(finding?.text).toMatch(
    /^the learning rate 2 is too high: the loss has grown to [\d.e]+ times what it was, by epoch \d+; try a tenth of it$/,
  );
});

test("a tenth of that learning rate is not too high", () => {
  for (const seed of [0, 1, 2]) {
    expect(
      findingOf("learningRateTooHigh", spec({ type: "gradientDescent", learningRate: 0.2 }, seed), wave(seed)),
    ).toBe(undefined);
  }
});

test.each([0, 1, 2])("a loss that jumps far above its lowest value is reported, seed %i", (seed) => {
  const finding = findingOf("learningRateTooHigh", spec({ type: "adam", learningRate: 1 }, seed, 16), wave(seed));
  expect(finding?.text).toMatch(
    /^the learning rate 1 is too high: the loss jumps, [\d.]+ on average in the last \d+ epochs, though it was [\d.]+ in epoch \d+; try a third of it$/,
  );
});

test("rises in every other epoch due to small batches are not reported", () => {
  const noisy = { train: line({ rows: 100, noise: 1 }) };
  const trainer = createTrainer(spec({ type: "adam", learningRate: 0.01 }, 0, 4), noisy);
  const rules = () => diagnose(trainer, { aspects: ["curves"] }).map(({ rule }) => rule);
  for (const _ of trainer.epochs()) expect(rules()).not.toContain("learningRateTooHigh");
  const rises = trainer.history.spans.reduce((sum, span) => sum + span.rises, 0);
  expect(rises / trainer.history.epochs).toBeGreaterThan(0.4);
});

test("a different learning rate that is also too high is a new finding", () => {
  const trainer = createTrainer(spec({ type: "gradientDescent", learningRate: 1.5 }, 0), wave(0));
  const subjects = () => diagnose(trainer, { aspects: ["curves"] }).map(({ subject }) => subject);
  const trainTo = (end: number) => {
    for (const { epoch } of trainer.epochs()) if (epoch === end) break;
  };
  trainTo(10);
  expect(subjects()).toEqual(["1.5"]);
  trainer.set({ learningRate: 1.2 });
  trainTo(20);
  expect(subjects()).toEqual(["1.2"]);
});
