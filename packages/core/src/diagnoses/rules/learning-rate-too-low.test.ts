import { expect, test } from "vitest";
import { createDataset, createTrainer, dense, diagnose, split } from "../../index.ts";
import { line, sine, xor } from "../../../test/datasets.ts";
import { findingOf, training } from "../../../test/findings.ts";

const slow = (learningRate: number, seed: number, epochs = 300) =>
  training({
    network: { inputs: 1, layers: [dense(10, "tanh"), dense(1)] },
    optimizer: { type: "gradientDescent", learningRate },
    epochs,
    seed,
  });

test.each([1, 2, 3])("a training that has hardly learned at its end is reported, seed %i", (seed) => {
  const data = { train: line({ rows: 100, noise: 0.3 }) };
  expect(findingOf("learningRateTooLow", slow(1e-6, seed), data)).toMatchObject({
    epoch: 300,
    text: expect.stringMatching(
      /^the training ended too early: the loss fell as steadily in the end as in the beginning, from \S+ to \S+, by 0\.\d+ %; train longer, or with a higher learning rate than 0\.000001$/,
    ),
  });
  expect(findingOf("learningRateTooLow", slow(0.1, seed), data)).toBeUndefined();
});

test("a training that ends halfway reports how much the loss still fell", () => {
  const data = split(line({ rows: 100, noise: 0.3 }), 0.8);
  const spec = slow(0.003, 0, 150);
  expect(findingOf("learningRateTooLow", spec, data)?.text).toMatch(
    /^the training ended too early: in the last 30 of 150 epochs the loss still fell steadily, from \S+ to \S+, by \d+ %; train longer, /,
  );
});

test("nothing is reported before the end, before a sudden fall as with XOR, or near convergence", () => {
  const trainer = createTrainer(slow(1e-6, 1), { train: line({ rows: 100, noise: 0.3 }) });
  const counts = Array.from(trainer.epochs(), () => diagnose(trainer).length);
  expect(counts.slice(0, -1).every((count) => count === 0)).toBe(true);
  for (let seed = 0; seed < 5; seed++) {
    const spec = { ...slow(0.1, seed, 200), network: { inputs: 2, layers: [dense(4, "sigmoid"), dense(1)] } };
    expect(findingOf("learningRateTooLow", spec, { train: xor })).toBeUndefined();
  }
  expect(findingOf("learningRateTooLow", slow(0.1, 0, 1000), { train: sine({ rows: 100 }) })).toBeUndefined();
});

test("a loss that recovers from steps that were too long is not reported", () => {
  const houses = [
    [80, 1974, 310_000],
    [100, 1985, 405_000],
    [120, 2001, 520_000],
    [140, 2015, 640_000],
  ];
  const train = createDataset(
    houses.map(([area, year]) => [area, year]),
    houses.map(([, , price]) => price),
  );
  const spec = { ...slow(0.01, 0, 100), network: { inputs: 2, layers: [dense(8, "relu"), dense(1)] } };
  const trainer = createTrainer(spec, { train });
  const losses = Array.from(trainer.epochs(), ({ loss }) => loss);
  expect(Math.max(...losses)).toBeGreaterThan(1e6 * losses[0]);
  expect(losses[99]).toBeLessThan(0.9 * losses[80]);
  expect(diagnose(trainer).map(({ rule }) => rule)).not.toContain("learningRateTooLow");
});
