import { expect, test } from "vitest";
import { createDataset, createTrainer, dense, diagnose, predict, type TrainingSpec } from "../../index.ts";
import { line, sine } from "../../../test/datasets.ts";
import { findingOf, training } from "../../../test/findings.ts";
import notebook from "../../../test/fixtures/notebook.json" with { type: "json" };

/** The notebook with other initial weights: with seed 54 every unit dies. */
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

test("a dead layer is reported: the network predicts the same for every row", () => {
  const finding = findingOf("deadUnits", unlucky(54), rows);
  expect(finding?.text).toBe(
    "layer 1 is dead: all of its 10 ReLU units are 0 for every row, so the network predicts the same for all rows; " +
      "restart with a lower learning rate, or use leakyRelu, which cannot die",
  );
  const trainer = createTrainer(unlucky(54), rows);
  for (const { epoch } of trainer.epochs()) if (epoch === finding!.epoch) break;
  expect(new Set(predict(trainer.network, [[0.1], [0.5], [0.9]]).flat()).size).toBe(1);
});

test("dead units are not reported while the others learn, even eight of ten", () => {
  const trainer = createTrainer(unlucky(50), rows);
  while (trainer.step());
  const [{ W, b }] = trainer.network.layers;
  const isDead = (j: number) => notebook.x.every((x) => x * W[j] + b[j] <= 0);
  expect(Array.from({ length: 10 }, (_, j) => j).filter(isDead)).toHaveLength(8);
  expect(findingOf("deadUnits", unlucky(50), rows)).toBeUndefined();
});

test("if half of a layer is dead and the training is stuck, the number of dead units is reported", () => {
  // All weights are negative except those of two units, which alone see x and cannot follow the bends of the wave.
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
        "6 of 8 ReLU units in layer 1 are dead, 0 for every row, and the loss no longer falls; " +
        "restart with a lower learning rate, or use leakyRelu, which cannot die",
    },
  ]);
});

test.each([100, 2500])("a unit that is active for the last of %i rows is not dead", (length) => {
  const x = Array.from({ length }, (_, i) => (i === length - 1 ? 3 : -1));
  const train = createDataset(x, x);
  const trainer = createTrainer(training({ network: { inputs: 1, layers: [dense(2, "relu"), dense(1)] } }), { train });
  const [{ W, b }] = trainer.network.layers;
  W.fill(1);
  const subjects = () => diagnose(trainer, { aspects: ["network"] }).map(({ subject }) => subject);
  expect(subjects()).toEqual([]);
  b.fill(-4);
  expect(subjects()).toEqual(["all units"]);
});

test("output layers and all members of an ensemble are examined too", () => {
  const data = { train: line({ rows: 30 }) };
  const dead = createTrainer(training({ network: { inputs: 1, layers: [dense(3, "tanh"), dense(1, "relu")] } }), data);
  dead.network.layers[1].b.fill(-10);
  expect(diagnose(dead)).toMatchObject([
    { rule: "deadUnits", text: expect.stringMatching(/^layer 2 .* all of its 1 /) },
  ]);

  const ensemble = createTrainer(
    training({ network: { inputs: 1, layers: [dense(3, "relu"), dense(1)], members: 2 } }),
    data,
  );
  const [first, second] = ensemble.network.members;
  first.layers[0].b.fill(-10);
  second.layers[0].b.fill(10);
  expect(diagnose(ensemble)).toEqual([]);
  second.layers[0].b.fill(-10);
  expect(diagnose(ensemble)).toMatchObject([
    { rule: "deadUnits", text: expect.stringMatching(/all of its 6 ReLU units/) },
  ]);
});
