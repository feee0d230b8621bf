/** Whole epochs in one call: the same updates and bookkeeping as a trainer without validation rows. */
import { createTrainer, dense, type EpochRecord } from "@epochal/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { trainBySession, createSession, type Training } from "./train-both-ways.ts";
import { anyTraining, optimizerNames, training } from "./trainings.ts";

/** Runs the first `count` epochs in one call. */
function runEpochs(it: Training, count: number, lowest = Infinity) {
  const { session, settings } = createSession(it);
  for (let i = 0; i < count; i++) session.learningRates[i] = it.rates?.[i] ?? settings.learningRate;
  const done = session.epochs(count, 0, settings, lowest);
  return { session, done };
}

/** A trainer after `count` epochs, and its record of each. */
function runTrainer({ spec, train }: Training, count: number) {
  const trainer = createTrainer({ ...spec, precision: "float64" }, { train });
  const records: EpochRecord[] = [];
  for (const record of trainer.epochs()) if (records.push(record) === count) break;
  return { trainer, records };
}

const fullBatch: Training = training({ penalty: { l2: 0.01 }, clipping: { norm: 1 } });

describe("epochs in one call", () => {
  test.each(optimizerNames)("end where single updates with %s end", (type) => {
    const it = training({ optimizer: { type } });
    const { session, done } = runEpochs(it, 50);
    const { loss, ...last } = trainBySession(it, 50).at(-1)!;
    expect(done).toBe(50);
    expect(session).toMatchObject({ hasDiverged: false, ...last });
    expect(session.losses[49]).toBe(loss);
  });

  test("report the loss, its weight and the norm of the gradients of each", () => {
    const { session, done } = runEpochs(fullBatch, 60);
    const { records } = runTrainer(fullBatch, 60);
    expect(done).toBe(60);
    for (const [i, { loss, gradientNorm }] of records.entries()) {
      // A trainer reports the mean over the epoch's batches.
      expect((session.losses[i] * session.weights[i]) / session.weights[i]).toBe(loss);
      expect(session.gradientNorms[i]).toBe(gradientNorm);
    }
  });

  test("use the learning rate of each", () => {
    const rates = Array.from({ length: 30 }, (_, i) => 0.2 / (i + 1));
    const it = { ...training({ optimizer: { type: "momentum" } }), rates };
    expect(runEpochs(it, 30).session.parameters).toEqual(trainBySession(it, 30).at(-1)!.parameters);
  });

  test("keep the parameters that the best epoch began with", () => {
    // A rate this large makes the loss jump up and down.
    const it = training({ optimizer: { type: "momentum", learningRate: 0.4 } });
    for (const count of [1, 2, 5, 17, 40]) {
      const { session, done } = runEpochs(it, count);
      const { trainer } = runTrainer(it, count);
      expect(done).toBe(count);
      expect(session.bestIndex).toBe(trainer.best!.epoch);
      expect(session.bestParameters).toEqual(trainer.best!.parameters);
    }
  });

  test("keep none if none is better than the lowest loss before", () => {
    const { session } = runEpochs(fullBatch, 20, 1e-9);
    expect(session.bestIndex).toBe(-1);
    expect(runEpochs(fullBatch, 20, 1e9).session.bestIndex).toBeGreaterThan(0);
  });

  test("continue from one call to the next", () => {
    const { session, settings } = createSession(fullBatch);
    session.learningRates.fill(settings.learningRate);
    session.epochs(7, 0, settings, Infinity);
    session.epochs(13, 7, settings, Infinity);
    const { trainer } = runTrainer(fullBatch, 20);
    expect(session.parameters).toEqual(trainer.network.parameters);
    expect(session.optimizerState).toEqual(trainer.snapshot().memory);
  });

  test("are at most as many as there are learning rates", () => {
    const { session, settings } = createSession(fullBatch);
    const most = session.learningRates.length;
    expect(most).toBe(1024);
    expect(session.epochs(most, 0, settings, Infinity)).toBe(most);
    expect(() => session.epochs(most + 1, 0, settings, Infinity)).toThrow(
      "engine: expected at most 1024 updates in a call, got 1025",
    );
  });

  test("end as plain TypeScript does, for any training", () => {
    fc.assert(
      fc.property(anyTraining(), fc.integer({ min: 1, max: 30 }), (any, count) => {
        const { batchSize: _, folds: __, ...spec } = any.spec;
        const it = { ...any, spec };
        const { session, done } = runEpochs(it, count);
        const { trainer, records } = runTrainer(it, count);
        expect(done).toBe(records.length);
        expect(session.hasDiverged).toBe(done < count);
        expect(session.parameters).toEqual(trainer.network.parameters);
        expect(session.gradients).toEqual(trainer.network.gradients);
        expect(session.optimizerState).toEqual(trainer.snapshot().memory);
        expect(session.bestIndex).toBe(trainer.best?.epoch ?? -1);
        const untouched = new Float64Array(session.parameters.length);
        expect(session.bestParameters).toEqual(trainer.best?.parameters ?? untouched);
      }),
      { numRuns: 60 },
    );
  });
});

describe("a training that diverges", () => {
  const deep = { inputs: 3, layers: [dense(5), dense(2)] };
  const networks = {
    identity: deep,
    relu: { ...deep, layers: [dense(5, "relu"), dense(2)] },
    shallow: { inputs: 1, layers: [dense(7, "relu"), dense(1)] },
  };
  const diverging = (learningRate: number, name: keyof typeof networks = "identity") =>
    training({ network: networks[name], optimizer: { type: "gradientDescent", learningRate } });

  test("does not update with a batch whose loss is not finite", () => {
    const it = diverging(10);
    const states = trainBySession(it, 1000);
    expect(states.length).toBeLessThan(1000);
    const { session, settings } = createSession(it);
    session.learningRates.fill(settings.learningRate);
    expect(session.steps(0, 1, 0, settings)).toBe(1);
    for (let i = 1; i < states.length; i++) session.steps(0, 1, i, settings);
    const before = session.parameters.slice();
    expect(session.steps(0, 1, states.length, settings)).toBe(0);
    expect(session.parameters).toEqual(before);
  });

  test("stops in the middle of a call", () => {
    const it = diverging(10);
    const { session, settings } = createSession({ ...it, spec: { ...it.spec, batchSize: 1 } });
    session.order.set(Uint32Array.from({ length: 13 }, (_, i) => i));
    session.learningRates.fill(0.01);
    session.learningRates[3] = 1e300;
    // The fourth update leaves numbers whose squares overflow.
    expect(session.steps(0, 13, 0, settings)).toBe(4);
    expect(session.losses[3]).toBeLessThan(Infinity);
    expect(session.losses[4]).not.toBeLessThan(Infinity);
  });

  test.each(["identity", "relu", "shallow"] as const)(
    "is noticed in the epoch in which a trainer ends it: %s",
    (name) => {
      const clippings = [{}, { norm: 1 }, { value: 0.1 }];
      for (const learningRate of [3, 30, 1e100, 1e200, 1e308]) {
        for (const clipping of clippings) {
          const { spec, train } = diverging(learningRate, name);
          const it = { spec: { ...spec, clipping }, train };
          const { session, done } = runEpochs(it, 1000);
          const { trainer, records } = runTrainer(it, 1000);
          expect(done).toBe(records.length);
          expect(session.hasDiverged).toBe(trainer.end?.reason === "diverged");
          expect(session.parameters).toEqual(trainer.network.parameters);
          expect(session.gradients).toEqual(trainer.network.gradients);
          expect(session.bestIndex).toBe(trainer.best?.epoch ?? -1);
          const untouched = new Float64Array(session.parameters.length);
          expect(session.bestParameters).toEqual(trainer.best?.parameters ?? untouched);
        }
      }
    },
  );

  test("is noticed if the optimizer's state is not finite", () => {
    const it = training({ optimizer: { type: "adagrad" } });
    const { session, settings } = createSession(it);
    session.learningRates.fill(settings.learningRate);
    session.optimizerState[3] = Infinity;
    expect(session.epochs(5, 0, settings, Infinity)).toBe(0);
    expect(session.hasDiverged).toBe(true);
    expect(session.losses[0]).toBeLessThan(Infinity);
  });

  test("continues after its parameters are reset", () => {
    const it = diverging(1e200);
    const { session, settings } = createSession(it);
    const first = session.parameters.slice();
    session.learningRates.fill(1e200);
    session.epochs(10, 0, settings, Infinity);
    expect(session.hasDiverged).toBe(true);
    session.parameters.set(first);
    session.learningRates.fill(0.001);
    expect(session.epochs(10, 0, settings, Infinity)).toBe(10);
    expect(session.hasDiverged).toBe(false);
  });
});
