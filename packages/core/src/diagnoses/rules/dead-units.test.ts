import { expect, test } from "vitest";
import { createDataset, createTrainer, dense, diagnose, predict, type TrainingSpec } from "../../index.ts";
import { line, sine } from "../../../test/datasets.ts";
import { findingOf, training } from "../../../test/findings.ts";
import notebook from "../../../test/fixtures/notebook.json" with { type: "json" };

/** The notebook with other first weights: of seed 54 every unit dies. */
const unlucky = (seed: number): TrainingSpec =>
  training({
    network: {
      inputs: 1,
      layers: [dense(10, "relu", { initializer: "normal" }), dense(1, "identity", { initializer: "normal" })],
    },
    epochs: 1000,
    seed,
  });
const rows = { train: createDataset(notebook.x, notebook.y) };

test("a layer that is dead as a whole is told: the network says the same of every row", () => {
  const remark = findingOf("deadUnits", unlucky(54), rows);
  expect(remark?.text).toBe(
    "layer 1 is dead: all of its 10 ReLU units are 0 for every row, so the network says the same of all rows; " +
      "start anew with a lower learning rate, or take leakyRelu, which cannot die",
  );
  const trainer = createTrainer(unlucky(54), rows);
  for (const { epoch } of trainer.epochs()) if (epoch === remark!.epoch) break;
  expect(new Set(predict(trainer.network, [[0.1], [0.5], [0.9]]).flat()).size).toBe(1);
});

test("units that are dead while the others learn are not spoken of, though they be eight of ten", () => {
  const trainer = createTrainer(unlucky(50), rows);
  while (trainer.step());
  const [{ W, b }] = trainer.network.layers;
  const isDead = (j: number) => notebook.x.every((x) => x * W[j] + b[j] <= 0);
  expect(Array.from({ length: 10 }, (_, j) => j).filter(isDead)).toHaveLength(8);
  expect(findingOf("deadUnits", unlucky(50), rows)).toBeUndefined();
});

test("where half of a layer is dead and the training is stuck, it is told how many of how many", () => {
  // All weights below 0 but for two units: these alone see x, and cannot bend where the wave does.
  const trainer = createTrainer(training({ network: { inputs: 1, layers: [dense(8, "relu"), dense(1)] } }), {
    train: sine({ rows: 100 }),
  });
  const [{ W, b }, last] = trainer.network.layers;
  W.fill(-1).set([0.01, -0.01]);
  b.fill(-9).set([0, 0]);
  last.W.fill(0.01);
  trainer.set({ learningRate: 1e-6 });
  for (const _ of trainer.epochs());
  expect(diagnose(trainer, { aspects: ["network"] })).toEqual([
    {
      rule: "deadUnits",
      text:
        "6 of 8 ReLU units in layer 1 are dead, 0 for every row, and the loss falls no more; " +
        "start anew with a lower learning rate, or take leakyRelu, which cannot die",
    },
  ]);
});

test.each([100, 2500])("it takes all rows to be dead: one that sees the last of %i rows is not", (length) => {
  const x = Array.from({ length }, (_, i) => (i === length - 1 ? 3 : -1));
  const train = createDataset(x, x);
  const trainer = createTrainer(training({ network: { inputs: 1, layers: [dense(2, "relu"), dense(1)] } }), { train });
  const [{ W, b }] = trainer.network.layers;
  W.fill(1);
  const said = () => diagnose(trainer, { aspects: ["network"] }).map(({ subject }) => subject);
  expect(said()).toEqual([]);
  b.fill(-4);
  expect(said()).toEqual(["all units"]);
});

test("a dead output, and every member of an ensemble, are looked at too", () => {
  const data = { train: line({ rows: 30 }) };
  const dead = createTrainer(training({ network: { inputs: 1, layers: [dense(3, "tanh"), dense(1, "relu")] } }), data);
  dead.network.layers[1].b.fill(-10);
  expect(diagnose(dead)).toMatchObject([
    { rule: "deadUnits", text: expect.stringMatching(/^layer 2 .* all of its 1 /) },
  ]);

  const many = createTrainer(
    training({ network: { inputs: 1, layers: [dense(3, "relu"), dense(1)], members: 2 } }),
    data,
  );
  const [first, second] = many.network.members;
  first.layers[0].b.fill(-10);
  second.layers[0].b.fill(10);
  expect(diagnose(many)).toEqual([]);
  second.layers[0].b.fill(-10);
  expect(diagnose(many)).toMatchObject([{ rule: "deadUnits", text: expect.stringMatching(/all of its 6 ReLU units/) }]);
});
