import { expect, test } from "vitest";
import { rows, spec } from "../../test/small-training.ts";
import { line, sine } from "../../test/datasets.ts";
import { createDataset } from "../data/create-dataset.ts";
import { dense } from "../network/dense.ts";
import { fit } from "./fit.ts";
import { createNetwork, initialize, predict, predictFlat } from "../network/network.ts";
import { createObjective } from "../backend/objective.ts";
import { createRandom } from "../random.ts";
import { split } from "../data/split.ts";
import { createTrainer } from "./trainer.ts";
import type { TrainingSpec } from "../spec/training-spec.ts";

test("a full batch takes one step per epoch, and epochs count from 1", () => {
  const trainer = createTrainer(spec, { train: rows });
  expect([trainer.epoch, trainer.stepCount, trainer.end]).toEqual([0, 0, undefined]);
  expect(Array.from(trainer.steps(), ({ step, epoch, epochRecord }) => [step, epoch, epochRecord?.epoch])).toEqual([
    [1, 1, 1],
    [2, 2, 2],
    [3, 3, 3],
  ]);
  expect([trainer.epoch, trainer.stepCount, trainer.end]).toEqual([3, 3, { reason: "completed", epoch: 3 }]);
});

test("smaller batches take several steps per epoch, the last with the remaining rows", () => {
  const trainer = createTrainer({ ...spec, batchSize: 4, epochs: 2 }, { train: rows });
  const records = Array.from(trainer.steps());
  expect(records.map(({ step, epoch, epochRecord }) => [step, epoch, epochRecord?.epoch])).toEqual([
    [1, 1, undefined],
    [2, 1, undefined],
    [3, 1, 1],
    [4, 2, undefined],
    [5, 2, undefined],
    [6, 2, 2],
  ]);
  // Batches of 4, 4 and 2 rows: each row counts equally.
  const [first, second, third] = records;
  expect(third.epochRecord?.loss).toBeCloseTo((4 * first.loss + 4 * second.loss + 2 * third.loss) / 10, 14);
});

test("each epoch uses every row once, in a new order", () => {
  const numbered = createDataset([1, 2, 3, 4, 5, 6, 7], [0, 0, 0, 0, 0, 0, 0]);
  // ŷ = x with a learning rate of 0: the loss of a batch of one is the row's x².
  const single: TrainingSpec = { ...spec, network: { inputs: 1, layers: [dense(1)] }, batchSize: 1, epochs: 4 };
  const trainer = createTrainer(single, { train: numbered });
  trainer.network.parameters.set([1, 0]);
  trainer.set({ learningRate: 0 });
  const seen = Array.from(trainer.steps(), ({ loss }) => Math.sqrt(loss));
  const orders = [0, 1, 2, 3].map((epoch) => seen.slice(7 * epoch, 7 * epoch + 7));
  for (const order of orders) expect(order.toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  expect(new Set(orders.map(String)).size).toBe(4);
});

test("without shuffling, batches take the rows in order", () => {
  const numbered = createDataset([1, 2, 3, 4, 5], [0, 0, 0, 0, 0]);
  const network = { inputs: 1, layers: [dense(1)] };
  const trainer = createTrainer({ ...spec, network, batchSize: 2, epochs: 2, shuffle: false }, { train: numbered });
  trainer.network.parameters.set([1, 0]);
  trainer.set({ learningRate: 0 });
  // ŷ = x: means of 1² and 2², of 3² and 4², and 5².
  expect(Array.from(trainer.steps(), ({ loss }) => loss)).toEqual([2.5, 12.5, 25, 2.5, 12.5, 25]);
});

test("several updates in one call end where single ones do, at the end of the epoch at most", () => {
  const given = { ...spec, batchSize: 3, epochs: 2 };
  const [single, several] = [createTrainer(given, { train: rows }), createTrainer(given, { train: rows })];
  const steps = Array.from(single.steps());
  const records = [2, 100, 1, 100].map((updates) => several.step(updates));
  const perEpoch = steps.length / 2;
  expect(records).toEqual([1, perEpoch - 1, perEpoch, 2 * perEpoch - 1].map((i) => steps[i]));
  expect(several.step(5)).toBeUndefined();
  expect(several.snapshot()).toEqual(single.snapshot());
});

test("a batch size larger than the data gives the full batch, in order", () => {
  const whole = createTrainer(spec, { train: rows });
  const larger = createTrainer({ ...spec, batchSize: 1000 }, { train: rows });
  expect(Array.from(larger.steps())).toEqual(Array.from(whole.steps()));
});

test("an epoch's loss is measured before its update and its validation loss after it", () => {
  const trainer = createTrainer(spec, { train: rows, validation: rows });
  const objective = createObjective("meanSquaredError", {}, "test");
  const lossNow = () => objective.loss(predictFlat(trainer.network, rows.x), rows);
  for (let epoch = 1; epoch <= 3; epoch++) {
    const before = lossNow();
    const record = trainer.step()?.epochRecord;
    expect(record?.loss).toBeCloseTo(before, 14);
    expect(record?.validationLoss).toBe(lossNow());
  }
});

test("without validation rows there is no validation loss", () => {
  expect(createTrainer(spec, { train: rows }).step()?.epochRecord).not.toHaveProperty("validationLoss");
});

test("leaving the loop pauses the training, and the next loop continues it", () => {
  const trainer = createTrainer(spec, { train: rows });
  for (const { epoch } of trainer.epochs()) if (epoch === 2) break;
  expect(trainer.epoch).toBe(2);
  expect(Array.from(trainer.epochs(), ({ epoch }) => epoch)).toEqual([3]);
  expect(trainer.step()).toBeUndefined();
  expect(Array.from(trainer.steps())).toEqual([]);
});

test("predicting during a training does not change it", () => {
  const alone = createTrainer({ ...spec, batchSize: 3 }, { train: rows });
  const watched = createTrainer({ ...spec, batchSize: 3 }, { train: rows });
  for (const record of alone.steps()) {
    expect(watched.step()).toEqual(record);
    predict(watched.network, [1, 2, 3, 4, 5]);
    watched.model().predict(1);
  }
  expect(watched.snapshot()).toEqual(alone.snapshot());
});

test("settings start with the spec's values or the defaults, and changes apply from the next step on", () => {
  const trainer = createTrainer({ ...spec, optimizer: { type: "momentum", momentum: 0.5 } }, { train: rows });
  expect(trainer.settings).toEqual({ learningRate: 0.01, momentum: 0.5 });
  expect(trainer.step()?.epochRecord?.learningRate).toBe(0.01);
  trainer.set({ learningRate: 0.25 });
  expect(trainer.settings).toEqual({ learningRate: 0.25, momentum: 0.5 });
  expect(trainer.step()?.epochRecord?.learningRate).toBe(0.25);
});

test("a rejected setting changes nothing", () => {
  const trainer = createTrainer(spec, { train: rows });
  expect(() => trainer.set({ learningRate: 1, beta1: 0.5 })).toThrow(
    new RangeError(
      'trainer.set: expected setting of gradientDescent or the training to be one of learningRate, l1, l2, batchSize, epochs, patience, got "beta1"',
    ),
  );
  for (const learningRate of [-1, NaN, Infinity]) {
    expect(() => trainer.set({ learningRate })).toThrow(
      new RangeError(`trainer.set: expected learningRate to be a number ≥ 0, got ${learningRate}`),
    );
  }
  expect(trainer.settings).toEqual({ learningRate: 0.1 });
});

test.each([
  ["patience", { type: "patience", epochs: 2 }, true],
  ["patience, on the training loss", { type: "patience", epochs: 2 }, false],
  ["a target", { type: "target", loss: 0.1 }, true],
  ["a number of updates", { type: "updates", steps: 12 }, false],
] as const)("a restored training ends where it was stopped early, and not before: by %s", (_, rule, isHeldOut) => {
  const { train, validation } = split(line({ rows: 40, noise: 0.1 }), 0.25);
  // A learning rate that is soon too large to improve.
  const optimizer = { type: "gradientDescent", learningRate: 0.55 } as const;
  const stopping = { ...spec, optimizer, batchSize: 5, epochs: 200, stopping: [rule] };
  const data = isHeldOut ? { train, validation } : { train };
  const whole = createTrainer(stopping, data);
  const snapshots = Array.from(whole.epochs(), () => whole.snapshot());
  expect(whole.end).toMatchObject({ reason: "early" });
  for (const snapshot of snapshots) {
    const restored = createTrainer(stopping, data);
    restored.restore(snapshot);
    expect(restored.end).toEqual(snapshot.epoch === whole.epoch ? whole.end : undefined);
    for (const _record of restored.epochs());
    expect(restored.end).toEqual(whole.end);
    expect(restored.snapshot()).toEqual(whole.snapshot());
  }
});

test("scalers are fitted to the training rows only, and the model undoes them", () => {
  const train = createDataset([10, 20, 30], [1000, 2000, 3000]);
  const scaling = { inputs: "standard", targets: "minMax" } as const;
  const trainer = createTrainer({ ...spec, scaling, epochs: 300 }, { train, validation: createDataset([90], [9]) });
  expect(trainer.scalers.inputs).toEqual({ offset: [20], scale: [Math.sqrt(200 / 3)] });
  expect(trainer.scalers.targets).toEqual({ offset: [1000], scale: [2000] });

  const model = fit({ ...spec, scaling, epochs: 300 }, { train });
  expect(Math.abs(model.predict(20) - 2000)).toBeLessThan(50);
});

test("fit returns the trainer's model at the end", () => {
  const data = split(sine({ rows: 40, noise: 0.1 }), 0.75);
  const trainer = createTrainer({ ...spec, batchSize: 8 }, data);
  for (const _ of trainer.steps());
  expect(fit({ ...spec, batchSize: 8 }, data).toJSON()).toEqual(trainer.model().toJSON());
});

test("the model keeps the columns of the data", () => {
  const columns = { inputs: [{ name: "x", kind: "number" }], targets: ["y"] } as const;
  const model = fit(spec, { train: rows, columns });
  expect(model.predict({ x: 0.5 })).toBe(model.predict(0.5));
});

test("the seed defaults to 0 and determines the initial weights", () => {
  const start = (changed: Partial<TrainingSpec>) =>
    createTrainer({ ...spec, ...changed }, { train: rows }).network.parameters;
  expect(start({})).toEqual(start({ seed: 0 }));
  expect(start({})).not.toEqual(start({ seed: 1 }));
  const network = createNetwork(spec.network);
  initialize(network, createRandom(5));
  expect(start({ seed: 5 })).toEqual(network.parameters);
});

test("a snapshot is a copy", () => {
  const trainer = createTrainer({ ...spec, batchSize: 4, optimizer: { type: "momentum" } }, { train: rows });
  for (let i = 0; i < 4; i++) trainer.step();
  const snapshot = trainer.snapshot();
  const before = structuredClone(snapshot);
  trainer.set({ learningRate: 1 });
  for (const _ of trainer.steps());
  expect(snapshot).toEqual(before);
  trainer.restore(snapshot);
  for (const _ of trainer.steps());
  expect(snapshot).toEqual(before);

  trainer.snapshot().best?.parameters.fill(0);
  trainer.snapshot().parameters.fill(0);
  expect(trainer.best?.parameters).not.toEqual(new Float64Array(10));
  expect(trainer.network.parameters).not.toEqual(new Float64Array(10));
});

test("restoring undoes the end", () => {
  const trainer = createTrainer(spec, { train: rows });
  const start = trainer.snapshot();
  for (const _ of trainer.steps());
  const finished = trainer.snapshot();
  trainer.restore(start);
  expect(trainer.end).toBeUndefined();
  expect(trainer.epoch).toBe(0);
  trainer.restore(finished);
  expect(trainer.end).toEqual({ reason: "completed", epoch: 3 });
});

test("a snapshot that does not fit is rejected, and nothing changes", () => {
  const trainer = createTrainer(spec, { train: rows });
  const wider = createTrainer({ ...spec, network: { inputs: 1, layers: [dense(4), dense(1)] } }, { train: rows });
  const remembering = createTrainer({ ...spec, optimizer: { type: "adam" } }, { train: rows });
  const before = trainer.snapshot();
  expect(() => trainer.restore(wider.snapshot())).toThrow(
    new RangeError(
      "trainer.restore: expected 10 parameters and 0 numbers of optimizer state, got 13 parameters and 0 numbers of optimizer state: is it from a different spec?",
    ),
  );
  expect(() => trainer.restore(remembering.snapshot())).toThrow(
    new RangeError(
      "trainer.restore: expected 10 parameters and 0 numbers of optimizer state, got 10 parameters and 20 numbers of optimizer state: is it from a different spec?",
    ),
  );
  expect(() => trainer.restore({ ...before, version: 2 as 1 })).toThrow(
    new RangeError("trainer.restore: expected a snapshot of version 1, got 2"),
  );
  expect(trainer.snapshot()).toEqual(before);
});
