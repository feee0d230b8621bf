/** A training that diverges can restart with new weights. */
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  createNetwork,
  createRandom,
  createTrainer,
  dense,
  fit,
  initialize,
  snapshotFromJson,
  snapshotToJson,
  type Trainer,
  type TrainingData,
  type TrainingSpec,
} from "../src/index.ts";
import { line } from "./datasets.ts";

const train = line({ rows: 10, noise: 0.1 });
const validation = line({ rows: 5, noise: 0.1, seed: 1 });

/** Products of three weights, some of them large: whether it diverges depends on the initial weights. */
const diverging: TrainingSpec = {
  network: {
    inputs: 1,
    layers: [
      dense(4, "identity", { initializer: "normal" }),
      dense(4, "identity", { initializer: "normal" }),
      dense(1),
    ],
  },
  loss: "meanSquaredError",
  optimizer: { type: "gradientDescent", learningRate: 0.1 },
  epochs: 60,
  seed: 0,
};
/** Diverges from any weights. */
const hopeless: TrainingSpec = { ...diverging, optimizer: { type: "gradientDescent", learningRate: 100 } };

const epochsOf = (trainer: Trainer) => Array.from(trainer.epochs(), ({ epoch }) => epoch);
const firstWeights = (restarts: number) => {
  const network = createNetwork(diverging.network);
  initialize(network, createRandom([0, 5, restarts]));
  return network.parameters;
};

test("a training that diverges with its initial weights but not with new ones completes, and epochs continue to count", () => {
  const alone = createTrainer(diverging, { train });
  expect(epochsOf(alone)).toEqual([1, 2, 3, 4, 5]);
  expect(alone.end).toEqual({ reason: "diverged", epoch: 5 });

  const trainer = createTrainer({ ...diverging, restarts: 1 }, { train });
  expect(epochsOf(trainer)).toEqual([1, 2, 3, 4, 5, ...Array.from({ length: 54 }, (_, i) => 7 + i)]);
  expect([trainer.end, trainer.restarts, trainer.startEpoch]).toEqual([{ reason: "completed", epoch: 60 }, 1, 6]);
  expect(fit({ ...diverging, restarts: 1 }, { train }).toJSON()).toEqual(trainer.model().toJSON());
});

test("updates continue to count, and no number is reported twice", () => {
  const trainer = createTrainer({ ...diverging, batchSize: 4, restarts: 3 }, { train });
  const steps = Array.from(trainer.steps(), ({ step }) => step);
  expect(trainer.restarts).toBeGreaterThan(0);
  expect(steps).toEqual(steps.toSorted((a, b) => a - b));
  expect(new Set(steps).size).toBe(steps.length);
  expect(steps.at(-1)).toBe(trainer.stepCount);
});

test.each(["cosine", "plateau"] as const)(
  "for %s and the optimizer, a restart is a new training with the new weights over the remaining epochs",
  (type) => {
    const spec: TrainingSpec = {
      ...diverging,
      optimizer: { type: "momentum", learningRate: 0.05 },
      schedule: { type },
      restarts: 5,
    };
    const trainer = createTrainer(spec, { train, validation });
    const records = Array.from(trainer.epochs());
    expect(trainer.end?.reason).toBe("completed");
    expect(trainer.restarts).toBeGreaterThan(0);

    const { startEpoch } = trainer;
    const fresh = createTrainer({ ...spec, epochs: 60 - startEpoch }, { train, validation });
    fresh.network.parameters.set(firstWeights(trainer.restarts));
    const expected = Array.from(fresh.epochs(), (record) => ({ ...record, epoch: startEpoch + record.epoch }));
    expect(records.slice(-expected.length)).toEqual(expected);
    expect(trainer.network.parameters).toEqual(fresh.network.parameters);
  },
);

/** A training that only diverges on demand. */
const tame: TrainingSpec = { ...diverging, optimizer: { type: "gradientDescent", learningRate: 0.001 }, restarts: 2 };
const spoil = (trainer: Trainer) => void trainer.network.parameters.fill(NaN);
const steps = (trainer: Trainer, count: number) => {
  for (let i = 0; i < count; i++) trainer.step();
};

test("all members of an ensemble restart, each with its own new weights, and the shortcut is unchanged", () => {
  const network = { ...diverging.network, members: 3, shortcut: true };
  const trainer = createTrainer({ ...tame, network }, { train });
  const [{ shortcut }] = trainer.network.members;
  const line = [...shortcut!.W, ...shortcut!.b];
  steps(trainer, 3);
  trainer.set({ learningRate: 0 }); // so that the weights are seen as they begin
  spoil(trainer);
  trainer.step();
  const drawn = createNetwork(network);
  initialize(drawn, createRandom([0, 5, 1]));
  trainer.network.members.forEach((member, m) => {
    member.layers.forEach(({ W }, i) => expect(W).toEqual(drawn.members[m].layers[i].W));
    expect([...member.shortcut!.W, ...member.shortcut!.b]).toEqual(line);
  });
  expect(drawn.members[1].layers[0].W).not.toEqual(drawn.members[0].layers[0].W);
});

test("settings changed during the training are kept", () => {
  const trainer = createTrainer(tame, { train });
  trainer.set({ learningRate: 0.002 });
  spoil(trainer);
  expect(trainer.step()?.epochRecord?.learningRate).toBe(0.002);
  expect([trainer.restarts, trainer.settings.learningRate]).toEqual([1, 0.002]);
});

test.each<[string, TrainingData]>([
  ["training", { train }],
  ["validation", { train, validation }],
])(
  "with a learning rate of 100 it ends as diverged after all restarts, with the best parameters by %s rows",
  (_, data) => {
    const trainer = createTrainer({ ...hopeless, restarts: 2 }, data);
    const records = Array.from(trainer.epochs());
    expect([trainer.end?.reason, trainer.restarts]).toEqual(["diverged", 2]);
    expect(trainer.startEpoch).toBeGreaterThan(1);
    expect(trainer.step()).toBeUndefined();
    const lowest = Math.min(...records.map(({ loss, validationLoss }) => validationLoss ?? loss));
    // With validation rows, untrained networks are evaluated too.
    expect(Math.min(lowest, data.validation ? trainer.best!.loss : Infinity)).toBe(trainer.best?.loss);
    expect(trainer.modelEpoch).toBe(trainer.best?.epoch);
    expect(trainer.model().network.parameters).toEqual(trainer.best?.parameters);
  },
);

test("without held-out rows, a model never has weights from before a restart, unless the training ended as diverged", () => {
  const trainer = createTrainer({ ...tame, optimizer: { type: "gradientDescent", learningRate: 0.02 } }, { train });
  steps(trainer, 40);
  const before = trainer.best!;
  spoil(trainer);
  trainer.step();
  expect(trainer.best).toEqual(before); // new weights are not as good at once
  expect(trainer.model().network.parameters).toEqual(trainer.network.parameters);
  expect(trainer.modelEpoch).toBe(42);
  while (trainer.step());
  expect([trainer.end?.reason, trainer.modelEpoch]).toEqual(["completed", 60]);
  expect(trainer.model().network.parameters).toEqual(trainer.network.parameters);
});

test("with held-out rows, the best parameters are kept across restarts", () => {
  const trainer = createTrainer({ ...tame, epochs: 30 }, { train, validation });
  steps(trainer, 20);
  const before = trainer.best!;
  spoil(trainer);
  for (const _ of trainer.epochs()) expect(trainer.best?.loss).toBeLessThanOrEqual(before.loss);
  const kept = trainer.best!.loss < before.loss ? trainer.best : before;
  expect(trainer.model().network.parameters).toEqual(kept?.parameters);
});

test("the untrained network of a restart is evaluated too", () => {
  const trainer = createTrainer(tame, { train, validation });
  trainer.set({ learningRate: 0 });
  const losses = [trainer.best!.loss];
  for (let i = 0; i < 2; i++) {
    spoil(trainer);
    losses.push(trainer.step()!.epochRecord!.validationLoss!);
  }
  const lowest = Math.min(...losses);
  // Epochs 1 and 3 diverged, so new weights were drawn after them.
  expect(trainer.best).toMatchObject({ loss: lowest, epoch: [0, 1, 3][losses.indexOf(lowest)] });
  expect(losses.indexOf(lowest)).toBeGreaterThan(0);
});

test("patience starts over with the weights; a limit of updates does not", () => {
  const patient = createTrainer({ ...tame, stopping: [{ type: "patience", epochs: 5 }] }, { train, validation });
  steps(patient, 20);
  patient.set({ learningRate: 0 }); // from here on nothing gets better
  spoil(patient);
  while (patient.step());
  expect(patient.end).toEqual({ reason: "early", epoch: 21 + 5 });

  const bounded = createTrainer({ ...tame, stopping: [{ type: "updates", steps: 25 }] }, { train });
  steps(bounded, 20);
  spoil(bounded);
  while (bounded.step());
  expect([bounded.end?.reason, bounded.stepCount, bounded.restarts]).toEqual(["early", 25, 1]);
});

test("there is no restart without a remaining epoch", () => {
  const trainer = createTrainer({ ...tame, epochs: 20 }, { train });
  steps(trainer, 18);
  spoil(trainer); // in epoch 19: epoch 20 is the new weights'
  trainer.step();
  expect([trainer.end, trainer.restarts]).toEqual([{ reason: "completed", epoch: 20 }, 1]);

  const late = createTrainer({ ...tame, epochs: 20 }, { train });
  steps(late, 19);
  spoil(late);
  expect(late.step()).toBeUndefined();
  expect([late.end, late.restarts]).toEqual([{ reason: "diverged", epoch: 19 }, 0]);
});

const viaText = (trainer: Trainer) =>
  snapshotFromJson(JSON.parse(JSON.stringify(snapshotToJson(trainer.snapshot()))) as ReturnType<typeof snapshotToJson>);

test("a snapshot from before a restart undoes it, and a snapshot without restarts has no such property", () => {
  const trainer = createTrainer(tame, { train });
  steps(trainer, 5);
  const before = trainer.snapshot();
  expect(before).not.toHaveProperty("restart");
  spoil(trainer);
  trainer.step();
  expect(trainer.snapshot().restart).toMatchObject({ count: 1, epoch: 6, step: 5 });
  trainer.restore(before);
  expect([trainer.restarts, trainer.startEpoch]).toEqual([0, 0]);
  expect(trainer.snapshot()).toEqual(before);
});

test("saved as text anywhere around a restart and resumed by a new trainer, a training ends with the same bits", () => {
  const specs = fc.record({
    seed: fc.nat({ max: 1000 }),
    type: fc.constantFrom("gradientDescent", "momentum", "nesterov", "adam"),
    learningRate: fc.constantFrom(0.1, 0.5),
    schedule: fc.constantFrom("constant", "cosine", "plateau"),
    batchSize: fc.constantFrom(3, 10),
    members: fc.constantFrom(1, 2),
    shortcut: fc.constantFrom(false, false, true),
    restarts: fc.integer({ min: 1, max: 4 }),
    patience: fc.constantFrom(undefined, 8),
  });
  const datas = fc.constantFrom<TrainingData>({ train }, { train, validation });
  let restarted = 0;
  fc.assert(
    fc.property(specs, datas, fc.nat(), (drawn, data, place) => {
      const { type, learningRate, schedule, members, shortcut, patience, ...rest } = drawn;
      const spec: TrainingSpec = {
        ...diverging,
        ...rest,
        network: { ...diverging.network, members, shortcut },
        optimizer: { type, learningRate } as TrainingSpec["optimizer"],
        schedule: { type: schedule },
        epochs: 30,
        ...(patience && { stopping: [{ type: "patience", epochs: patience }] }),
      };
      const uninterrupted = createTrainer(spec, data);
      const snapshots = [viaText(uninterrupted)];
      const records = Array.from(uninterrupted.steps(), (record) => {
        if (!uninterrupted.end) snapshots.push(viaText(uninterrupted));
        return record;
      });
      if (uninterrupted.restarts > 0) restarted += 1;

      const at = place % snapshots.length;
      const second = createTrainer(spec, data);
      second.restore(snapshots[at]);
      expect(viaText(second)).toEqual(snapshots[at]);
      expect(Array.from(second.steps())).toEqual(records.slice(at));
      expect([second.end, second.restarts, second.startEpoch]).toEqual([
        uninterrupted.end,
        uninterrupted.restarts,
        uninterrupted.startEpoch,
      ]);
      expect(second.snapshot()).toEqual(uninterrupted.snapshot());
      expect(second.model().toJSON()).toEqual(uninterrupted.model().toJSON());
    }),
    { numRuns: 200, seed: 1 },
  );
  expect(restarted).toBeGreaterThan(50);
});
