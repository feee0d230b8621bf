import { expect, test } from "vitest";
import { createDataset, createRandom, createTrainer, dense, split } from "../../index.ts";
import { sine } from "../../../test/datasets.ts";
import { findingOf, training } from "../../../test/findings.ts";

const spec = (epochs: number, seed: number) =>
  training({
    network: { inputs: 1, layers: [dense(30, "tanh"), dense(30, "tanh"), dense(1)] },
    optimizer: { type: "adam", learningRate: 0.01 },
    epochs,
    seed,
  });

test.each([0, 1, 3])("a network that memorizes 15 noisy rows is reported with its best epoch, seed %i", (seed) => {
  const data = split(sine({ rows: 30, noise: 0.4, seed: seed + 3 }), 0.5);
  const finding = findingOf("overfitting", spec(1000, seed), data)!;
  const [, since, from, to] =
    /^overfitting since epoch (\d+): the validation loss has risen from (\S+) to (\S+) while the training loss fell; the best network is kept, /
      .exec(finding.text)!
      .map(Number);
  const trainer = createTrainer(spec(1000, seed), data);
  for (const { epoch } of trainer.epochs()) if (epoch === finding.epoch) break;
  expect(trainer.best).toMatchObject({ epoch: since, loss: expect.closeTo(from, 2) });
  expect(to).toBeGreaterThan(1.1 * from);
});

test("a network that memorizes pure noise is reported", () => {
  const random = createRandom(5);
  const noise = createDataset(
    Array.from({ length: 120 }, () => Array.from({ length: 10 }, () => random.randn())),
    Array.from({ length: 120 }, () => random.randn()),
  );
  const wide = { ...spec(150, 0), network: { inputs: 10, layers: [dense(30, "relu"), dense(1)] }, batchSize: 16 };
  expect(findingOf("overfitting", wide, split(noise, 0.7))?.text).toMatch(/^overfitting since epoch \d+: /);
});

test("nothing is reported with many rows, or without validation rows", () => {
  const many = sine({ rows: 600, noise: 0.4, seed: 3 });
  expect(findingOf("overfitting", { ...spec(200, 0), batchSize: 50 }, split(many, 0.5))).toBeUndefined();
  expect(findingOf("overfitting", spec(300, 0), { train: sine({ rows: 15, noise: 0.4 }) })).toBeUndefined();
});
