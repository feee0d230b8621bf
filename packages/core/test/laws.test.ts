/** Laws for every training: it depends only on spec and data, and can be stopped and resumed anywhere. */
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  activations,
  checkpointToJson,
  createNetwork,
  createRandom,
  createTrainer,
  dense,
  fit,
  hashSnapshot,
  initialize,
  initializers,
  losses,
  optimizers,
  parseCheckpoint,
  parseModel,
  resumeTrainer,
  schedules,
  snapshotFromJson,
  snapshotToJson,
  takeRows,
  type Dataset,
  type Loss,
  type LossName,
  type Snapshot,
  type SnapshotJson,
  type Trainer,
  type TrainingData,
  type TrainingSpec,
} from "../src/index.ts";
import { createObjective } from "../src/backend/objective.ts";
import { sine } from "./datasets.ts";

const ROWS = 17;
const EPOCHS = 4;

const rows = sine({ rows: ROWS + 6, noise: 0.1, seed: 1 });
const train = takeRows(
  rows,
  Array.from({ length: ROWS }, (_, i) => i),
);
const validation = takeRows(
  rows,
  Array.from({ length: 6 }, (_, i) => ROWS + i),
);

const datas = fc.constantFrom<TrainingData>({ train }, { train, validation });

/** The same rows with the targets that a loss requires: any numbers, probabilities, or two classes. */
function suited(dataset: Dataset, loss: LossName): Dataset {
  const p = dataset.y.map((value) => Math.min(1, Math.max(0, (value + 1.5) / 3)));
  if (loss === "binaryCrossEntropy") return { ...dataset, y: p };
  if (loss !== "softmaxCrossEntropy") return dataset;
  return { ...dataset, outputs: 2, y: Float64Array.from(Array.from(p, (value) => [value, 1 - value]).flat()) };
}

const names = <Name extends string>(record: Record<Name, unknown>) =>
  fc.constantFrom(...(Object.keys(record) as Name[]));

/** Trainings of every kind: each entry of every record, full and small batches with a remainder, with and without stopping rules. */
const specs: fc.Arbitrary<TrainingSpec> = fc
  .record({
    hidden: fc.array(
      fc.record({
        units: fc.integer({ min: 1, max: 4 }),
        activation: names(activations),
        initializer: names(initializers),
        dropout: fc.constantFrom(0, 0.3),
      }),
      { maxLength: 2 },
    ),
    loss: names(losses),
    optimizer: names(optimizers),
    schedule: names(schedules),
    penalty: fc.constantFrom(undefined, { l1: 0.01 }, { l2: 0.1 }),
    clipping: fc.constantFrom(undefined, { norm: 1 }, { value: 0.5 }),
    batchSize: fc.constantFrom(1, 3, 5, ROWS),
    seed: fc.nat(),
    isScaled: fc.boolean(),
    patience: fc.constantFrom(undefined, 1, 2),
  })
  .map(({ hidden, loss, optimizer, schedule, penalty, clipping, batchSize, seed, isScaled, patience }) => ({
    network: { inputs: 1, layers: [...hidden, dense(outputsOf(loss))] },
    loss,
    optimizer: { type: optimizer, learningRate: 0.01 },
    schedule: { type: schedule },
    ...(penalty && { penalty }),
    ...(clipping && { clipping }),
    batchSize,
    epochs: EPOCHS,
    seed,
    ...(isScaled && {
      scaling: {
        inputs: "standard" as const,
        targets: (losses[loss] as Loss).targets ? ("none" as const) : ("minMax" as const),
      },
    }),
    ...(patience && { stopping: [{ type: "patience" as const, epochs: patience }] }),
  }));

const outputsOf = (loss: LossName) =>
  loss === "softmaxCrossEntropy" ? 2 : ((losses[loss] as Loss).outputsPerTarget ?? 1);

/** A spec and data for it. */
const trainings = fc.tuple(specs, datas).map(([spec, data]): { spec: TrainingSpec; data: TrainingData } => {
  const loss = spec.loss as LossName;
  const judging = data.validation && { validation: suited(data.validation, loss) };
  return { spec, data: { train: suited(data.train, loss), ...judging } };
});

const viaJson = <Value>(value: Value) => JSON.parse(JSON.stringify(value)) as Value;
const viaText = (snapshot: Snapshot) =>
  snapshotFromJson(JSON.parse(JSON.stringify(snapshotToJson(snapshot))) as SnapshotJson);

function drain(trainer: Trainer) {
  const records = Array.from(trainer.steps());
  return { records, end: trainer.end, snapshot: trainer.snapshot(), model: trainer.model().toJSON() };
}

test("the same spec and data give the same bits", () => {
  fc.assert(
    fc.property(trainings, ({ spec, data }) => {
      expect(drain(createTrainer(spec, data))).toEqual(drain(createTrainer(spec, data)));
    }),
  );
});

test("a different seed gives a different training", () => {
  const spec: TrainingSpec = {
    network: { inputs: 1, layers: [dense(2, "tanh"), dense(1)] },
    loss: "meanSquaredError",
    optimizer: { type: "adam" },
    epochs: 1,
  };
  const first = createTrainer({ ...spec, seed: 1 }, { train }).step()?.loss;
  expect(createTrainer({ ...spec, seed: 2 }, { train }).step()?.loss).not.toBe(first);
});

test("a spec restored from JSON gives the same training", () => {
  fc.assert(
    fc.property(trainings, ({ spec, data }) => {
      expect(viaJson(spec)).toEqual(spec);
      expect(drain(createTrainer(viaJson(spec), data))).toEqual(drain(createTrainer(spec, data)));
    }),
  );
});

test("a training saved as JSON text after any step and resumed by a new trainer ends with the same bits", () => {
  fc.assert(
    fc.property(trainings, fc.nat({ max: EPOCHS * ROWS }), ({ spec, data }, stopAfter) => {
      const uninterrupted = createTrainer(spec, data);
      const first = createTrainer(spec, data);
      for (let i = 0; i < stopAfter && !uninterrupted.end; i++) expect(first.step()).toEqual(uninterrupted.step());
      // Restoring undoes an end by design, unless no epoch is left: see "a training that ended early …".
      fc.pre(uninterrupted.end === undefined || uninterrupted.end.reason === "completed");

      const second = createTrainer(spec, data);
      second.restore(viaText(first.snapshot()));

      expect(second.snapshot()).toEqual(uninterrupted.snapshot());
      expect([second.epoch, second.stepCount, second.best, second.end]).toEqual([
        uninterrupted.epoch,
        uninterrupted.stepCount,
        uninterrupted.best,
        uninterrupted.end,
      ]);
      expect(drain(second)).toEqual(drain(uninterrupted));
    }),
    { numRuns: 200 },
  );
});

test("a training stopped after any step and resumed from a checkpoint's text ends with the hash of an uninterrupted one", () => {
  fc.assert(
    fc.property(trainings, fc.nat({ max: EPOCHS * ROWS }), ({ spec, data }, stopAfter) => {
      const uninterrupted = createTrainer(spec, data);
      const first = createTrainer(spec, data);
      for (let i = 0; i < stopAfter && !uninterrupted.end; i++) {
        first.step();
        uninterrupted.step();
      }
      fc.pre(uninterrupted.end === undefined || uninterrupted.end.reason === "completed");
      const checkpoint = checkpointToJson({ spec, data, snapshot: first.snapshot() });

      const second = resumeTrainer(parseCheckpoint(JSON.stringify(checkpoint)));
      expect(hashSnapshot(second.snapshot())).toBe(checkpoint.hash);
      for (const trainer of [uninterrupted, second]) for (const _ of trainer.steps());
      expect(hashSnapshot(second.snapshot())).toBe(hashSnapshot(uninterrupted.snapshot()));
    }),
    { numRuns: 200 },
  );
});

test("restoring earlier snapshots, in any order, rewinds the same trainer", () => {
  fc.assert(
    fc.property(trainings, fc.array(fc.nat(), { minLength: 1, maxLength: 4 }), ({ spec, data }, picks) => {
      const trainer = createTrainer(spec, data);
      const snapshots = [trainer.snapshot()];
      while (trainer.step()) snapshots.push(trainer.snapshot());
      const end = trainer.end;

      for (const pick of picks) {
        const at = pick % (snapshots.length - 1); // any but the last
        trainer.restore(snapshots[at]);
        for (let i = at + 1; i < snapshots.length; i++) {
          trainer.step();
          expect(trainer.snapshot()).toEqual(snapshots[i]);
        }
        trainer.step(); // reaches the end again if it was not in the last step
        expect(trainer.end).toEqual(end);
      }
    }),
  );
});

test("a learning rate changed during the training survives a snapshot", () => {
  fc.assert(
    fc.property(trainings, fc.nat({ max: 3 }), fc.nat({ max: 3 }), ({ spec, data }, before, after) => {
      const uninterrupted = createTrainer(spec, data);
      for (let i = 0; i < before; i++) uninterrupted.step();
      uninterrupted.set({ learningRate: 0.003 });
      for (let i = 0; i < after; i++) uninterrupted.step();
      fc.pre(uninterrupted.end === undefined);

      const second = createTrainer(spec, data);
      second.restore(viaText(uninterrupted.snapshot()));
      expect(second.settings.learningRate).toBe(0.003);
      expect(drain(second)).toEqual(drain(uninterrupted));
    }),
  );
});

test("a training that ended early has ended when it is restored, and continues from an earlier state", () => {
  const spec: TrainingSpec = {
    network: { inputs: 1, layers: [dense(1)] },
    loss: "meanSquaredError",
    optimizer: { type: "gradientDescent", learningRate: 0.1 },
    epochs: 10,
    stopping: [{ type: "target", loss: 1000 }],
  };
  const trainer = createTrainer(spec, { train });
  const untrained = trainer.snapshot();
  for (const _ of trainer.steps());
  expect(trainer.end).toEqual({ reason: "early", epoch: 1 });
  const end = trainer.snapshot();
  trainer.restore(untrained);
  expect(trainer.end).toBeUndefined();
  for (const _ of trainer.steps());
  expect(trainer.snapshot()).toEqual(end);
  trainer.restore(end);
  expect(trainer.end).toEqual({ reason: "early", epoch: 1 });
  expect(trainer.step()).toBeUndefined();
});

test("the order of the rows in a batch does not change its gradients, up to rounding", () => {
  fc.assert(
    fc.property(specs, fc.nat(), (spec, seed) => {
      const rowsOfLoss = suited(train, spec.loss as LossName);
      const shuffled = takeRows(rowsOfLoss, createRandom(seed).permutation(ROWS));
      const gradients = [rowsOfLoss, shuffled].map((batch) => {
        const network = createNetwork(spec.network);
        initialize(network, createRandom(spec.seed ?? 0));
        createObjective(spec.loss, {}, "test").evaluate(network, batch);
        return network.gradients;
      });
      gradients[0].forEach((gradient, i) => {
        expect(Math.abs(gradient - gradients[1][i])).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(gradient)));
      });
    }),
  );
});

test("a trained model restored from JSON text predicts the same bits", () => {
  const number = fc.double({ min: -10, max: 10, noNaN: true });
  fc.assert(
    fc.property(trainings, fc.array(number, { minLength: 1, maxLength: 5 }), ({ spec, data }, x) => {
      const model = fit(spec, data);
      expect(parseModel(JSON.stringify(model)).predictAll(x)).toEqual(model.predictAll(x));
    }),
    { numRuns: 50 },
  );
});

test("training does not change its data", () => {
  fc.assert(
    fc.property(trainings, ({ spec, data }) => {
      const before = structuredClone(data);
      fit(spec, data);
      expect(data).toEqual(before);
    }),
    { numRuns: 20 },
  );
});
