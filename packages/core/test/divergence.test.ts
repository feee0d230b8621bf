/** A training that diverges ends with a result, not with NaN. */
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  activations,
  createDataset,
  createTrainer,
  dense,
  optimizers,
  parseModel,
  snapshotFromJson,
  snapshotToJson,
  type ActivationName,
  type OptimizerName,
  type TrainingSpec,
} from "../src/index.ts";
import { line } from "./datasets.ts";

const train = line({ rows: 10, noise: 0.1 });
const validation = line({ rows: 5, noise: 0.1, seed: 1 });

const diverging: TrainingSpec = {
  network: { inputs: 1, layers: [dense(10, "relu"), dense(1)] },
  loss: "meanSquaredError",
  optimizer: { type: "gradientDescent", learningRate: 100 },
  epochs: 1000,
  seed: 42,
};

test.each(["relu", "tanh"] as const)(
  "with %s a learning rate of 100 diverges, and the model has the best parameters",
  (name) => {
    const trainer = createTrainer(
      { ...diverging, network: { inputs: 1, layers: [dense(10, name), dense(1)] } },
      { train },
    );
    const records = Array.from(trainer.epochs());
    expect(trainer.end).toEqual({ reason: "diverged", epoch: records.length });
    expect(records.length).toBeGreaterThan(0);
    expect(trainer.step()).toBeUndefined();
    expect(trainer.model().network.parameters).toEqual(trainer.best?.parameters);
  },
);

const viaJson = <Value>(value: Value) => JSON.parse(JSON.stringify(value)) as Value;

test("however it diverges, no reported number is NaN or infinite", () => {
  const specs = fc.record({
    activation: fc.constantFrom(...(Object.keys(activations) as ActivationName[])),
    type: fc.constantFrom(...(Object.keys(optimizers) as OptimizerName[])),
    learningRate: fc.constantFrom(1, 100, 1e30, 1e154, 1e300),
    batchSize: fc.constantFrom(1, 4, 10),
    epochs: fc.integer({ min: 1, max: 30 }),
    seed: fc.nat(),
    isValidated: fc.boolean(),
  });
  let diverged = 0;
  fc.assert(
    fc.property(specs, ({ activation, type, learningRate, isValidated, ...rest }) => {
      const layers = [dense(4, activation), dense(3, activation), dense(1)];
      const spec: TrainingSpec = {
        ...diverging,
        ...rest,
        network: { inputs: 1, layers },
        optimizer: { type, learningRate },
      };
      const trainer = createTrainer(spec, isValidated ? { train, validation } : { train });
      for (const record of trainer.epochs()) {
        expect(Object.values(record).every(Number.isFinite)).toBe(true);
        const snapshot = trainer.snapshot();
        expect(snapshotFromJson(viaJson(snapshotToJson(snapshot)))).toEqual(snapshot);
      }
      if (trainer.end?.reason === "diverged") diverged += 1;
      expect(trainer.end?.epoch).toBe(trainer.epoch);
      const model = trainer.model().toJSON();
      expect(parseModel(viaJson(model)).toJSON()).toEqual(model);
    }),
    { numRuns: 300 },
  );
  expect(diverged).toBeGreaterThan(50);
});

test("when a good training diverges later, its model has the best parameters", () => {
  const trainer = createTrainer(
    { ...diverging, optimizer: { type: "gradientDescent", learningRate: 0.01 } },
    { train },
  );
  for (const { epoch } of trainer.epochs()) if (epoch === 20) trainer.set({ learningRate: 1e9 });
  expect(trainer.end?.reason).toBe("diverged");
  expect(trainer.best?.epoch).toBe(20); // the last that it reached with the small steps
  expect(trainer.model().network.parameters).toEqual(trainer.best?.parameters);
});

test("a gradient norm that overflows ends a training, even if the loss is finite", () => {
  // ŷ = 0, y = 1e100: loss 1e200, dw = −1e100 · 1e100 = −1e200, whose square is infinite.
  const network = { inputs: 1, layers: [dense(1)] };
  const trainer = createTrainer({ ...diverging, network }, { train: createDataset([1e100], [1e100]) });
  trainer.network.parameters.fill(0);
  trainer.set({ learningRate: 0 });
  expect(trainer.step()).toBeUndefined();
  expect(trainer.end).toEqual({ reason: "diverged", epoch: 0 });
});

test("when not even the first epoch succeeds, the model is the untrained network", () => {
  const trainer = createTrainer(
    { ...diverging, batchSize: 1, optimizer: { type: "gradientDescent", learningRate: 1e100 } },
    { train },
  );
  const untrained = trainer.network.parameters.slice();
  expect(Array.from(trainer.epochs())).toEqual([]);
  expect(trainer.end).toEqual({ reason: "diverged", epoch: 0 });
  expect(trainer.best).toBeUndefined();
  expect(trainer.network.parameters).not.toEqual(untrained);
  expect(trainer.model().network.parameters).toEqual(untrained);
});

test("NaN parameters end a training even if a ReLU hides them from the loss", () => {
  const trainer = createTrainer(
    { ...diverging, optimizer: { type: "gradientDescent", learningRate: 0.01 } },
    { train },
  );
  trainer.step();
  trainer.network.parameters[0] = NaN; // relu(NaN · x) is 0: a dead unit
  expect(trainer.step()).toBeUndefined();
  expect(trainer.end).toEqual({ reason: "diverged", epoch: 1 });
});

test("a validation loss that is not finite ends a training too, and its snapshot diverges again", () => {
  const spec = { ...diverging, network: { inputs: 1, layers: [dense(1)] } } as const;
  const nothing = createDataset([0, 0], [0, 0]);
  const trainer = createTrainer(spec, { train: nothing, validation: createDataset([1e100], [0]) });
  trainer.network.parameters[0] = 1e60; // The training rows, all 0, do not see it.
  expect(Array.from(trainer.epochs())).toEqual([]);
  expect(trainer.end).toEqual({ reason: "diverged", epoch: 0 });

  trainer.restore(trainer.snapshot());
  expect(trainer.end).toBeUndefined();
  expect(Array.from(trainer.epochs())).toEqual([]);
  expect(trainer.end).toEqual({ reason: "diverged", epoch: 0 });
});

test("a diverged training can be rewound, slowed down and completed", () => {
  const trainer = createTrainer({ ...diverging, epochs: 200 }, { train });
  const start = trainer.snapshot();
  for (const _ of trainer.epochs());
  expect(trainer.end?.reason).toBe("diverged");
  trainer.restore(start);
  trainer.set({ learningRate: 0.01 });
  for (const _ of trainer.epochs());
  expect(trainer.end).toEqual({ reason: "completed", epoch: 200 });
});
