import { expect, test } from "vitest";
import { diagnose, observe, createTrainer, dense, split, type TrainingSpec } from "./index.ts";
import { line, sine } from "../test/datasets.ts";
import { training } from "../test/findings.ts";

/** Diverges in its fourth epoch. */
const diverging = training({ optimizer: { type: "gradientDescent", learningRate: 1000 }, batchSize: 10 });
const rows = line({ rows: 100, noise: 0.3 });

test("a training that goes well has no findings", () => {
  const trainer = createTrainer(training({ optimizer: { type: "adam", learningRate: 0.01 }, batchSize: 16 }), {
    train: sine({ rows: 200, noise: 0.1 }),
  });
  for (const _ of trainer.epochs()) expect(diagnose(trainer)).toEqual([]);
});

test("every finding names its rule and says in one sentence, with numbers, what is wrong and what to do", () => {
  const trainer = createTrainer(diverging, { train: rows });
  while (trainer.step());
  expect(diagnose(trainer)).toContainEqual({
    rule: "divergence",
    text:
      "epoch 4 ended with numbers that are not finite: the learning rate 1000 is probably too large, try a tenth of it; " +
      "the untrained network is kept",
  });
});

test("only rules for the requested aspects are checked", () => {
  const trainer = createTrainer(diverging, { train: rows });
  while (trainer.step());
  const rulesOf = (aspects: Parameters<typeof diagnose>[1]) => diagnose(trainer, aspects).map(({ rule }) => rule);
  expect(rulesOf({ aspects: ["curves"] })).toEqual(["divergence"]);
  expect(rulesOf({ aspects: ["data", "model"] })).toEqual([]);
});

test("an observation gives the same findings as its trainer, now and later", () => {
  const trainer = createTrainer(diverging, { train: rows });
  const observation = observe(trainer);
  expect(diagnose(observation)).toEqual([]);
  while (trainer.step());
  expect(diagnose(observation)).toEqual(diagnose(trainer));
  expect(diagnose(observation).length).toBeGreaterThan(0);
});

test.each([1, 2])("diagnosing after each step does not change any bit, with %i members", (members) => {
  const spec: TrainingSpec = training({
    network: { inputs: 1, layers: [dense(5, "relu", { dropout: 0.2 }), dense(4, "sigmoid"), dense(1)], members },
    optimizer: { type: "momentum", learningRate: 0.1 },
    batchSize: 16,
    epochs: 5,
  });
  const data = split(sine({ rows: 100, noise: 0.1 }), 0.7);
  const [alone, watched] = [createTrainer(spec, data), createTrainer(spec, data)];
  while (alone.step()) {
    diagnose(watched);
    watched.step();
    expect(watched.network.gradients).toEqual(alone.network.gradients);
    expect(watched.snapshot()).toEqual(alone.snapshot());
  }
});
