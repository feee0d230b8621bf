/** Whole epochs in one call: the same updates, and the books that a trainer keeps where nobody judges in between. */
import { createTrainer, dense, type EpochRecord } from "@epochal/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { byProgram, prepare, type Training } from "./drive.ts";
import { anyTraining, optimizerNames, training } from "./trainings.ts";

/** Runs epochs in one call, from the beginning. */
function run(it: Training, count: number, lowest = Infinity) {
  const { program, settings } = prepare(it);
  for (let i = 0; i < count; i++) program.learningRates[i] = it.rates?.[i] ?? settings.learningRate;
  const done = program.epochs(count, 0, settings, lowest);
  return { program, done };
}

/** A trainer after so many epochs, and what it recorded of each. */
function watch({ spec, train }: Training, count: number) {
  const trainer = createTrainer({ ...spec, precision: "float64" }, { train });
  const records: EpochRecord[] = [];
  for (const record of trainer.epochs()) if (records.push(record) === count) break;
  return { trainer, records };
}

const fullBatch: Training = training({ penalty: { l2: 0.01 }, clipping: { norm: 1 } });

describe("epochs in one call", () => {
  test.each(optimizerNames)("end where single updates with %s end", (type) => {
    const it = training({ optimizer: { type } });
    const { program, done } = run(it, 50);
    const { loss, ...last } = byProgram(it, 50).at(-1)!;
    expect(done).toBe(50);
    expect(program).toMatchObject({ isSpoiled: false, ...last });
    expect(program.losses[49]).toBe(loss);
  });

  test("report the loss, its weight and the length of the gradients of each", () => {
    const { program, done } = run(fullBatch, 60);
    const { records } = watch(fullBatch, 60);
    expect(done).toBe(60);
    for (const [i, { loss, gradientNorm }] of records.entries()) {
      // What a trainer reports is the mean over the epoch's batches.
      expect((program.losses[i] * program.weights[i]) / program.weights[i]).toBe(loss);
      expect(program.gradientNorms[i]).toBe(gradientNorm);
    }
  });

  test("use the learning rate of each", () => {
    const rates = Array.from({ length: 30 }, (_, i) => 0.2 / (i + 1));
    const it = { ...training({ optimizer: { type: "momentum" } }), rates };
    expect(run(it, 30).program.parameters).toEqual(byProgram(it, 30).at(-1)!.parameters);
  });

  test("keep the parameters that the best began with", () => {
    // So large a rate makes the loss jump up and down.
    const it = training({ optimizer: { type: "momentum", learningRate: 0.4 } });
    for (const count of [1, 2, 5, 17, 40]) {
      const { program, done } = run(it, count);
      const { trainer } = watch(it, count);
      expect(done).toBe(count);
      expect(program.bestIndex).toBe(trainer.best!.epoch);
      expect(program.bestParameters).toEqual(trainer.best!.parameters);
    }
  });

  test("keep none where none is better than what was", () => {
    const { program } = run(fullBatch, 20, 1e-9);
    expect(program.bestIndex).toBe(-1);
    expect(run(fullBatch, 20, 1e9).program.bestIndex).toBeGreaterThan(0);
  });

  test("are counted on from one call to the next", () => {
    const { program, settings } = prepare(fullBatch);
    program.learningRates.fill(settings.learningRate);
    program.epochs(7, 0, settings, Infinity);
    program.epochs(13, 7, settings, Infinity);
    const { trainer } = watch(fullBatch, 20);
    expect(program.parameters).toEqual(trainer.network.parameters);
    expect(program.optimizerState).toEqual(trainer.snapshot().memory);
  });

  test("are as many as there are learning rates, and no more", () => {
    const { program, settings } = prepare(fullBatch);
    const most = program.learningRates.length;
    expect(most).toBe(1024);
    expect(program.epochs(most, 0, settings, Infinity)).toBe(most);
    expect(() => program.epochs(most + 1, 0, settings, Infinity)).toThrow(
      "program: expected at most 1024 updates at once, got 1025",
    );
  });

  test("end as plain TypeScript does, whatever is trained", () => {
    fc.assert(
      fc.property(anyTraining(), fc.integer({ min: 1, max: 30 }), (any, count) => {
        const { batchSize: _, folds: __, ...spec } = any.spec;
        const it = { ...any, spec };
        const { program, done } = run(it, count);
        const { trainer, records } = watch(it, count);
        expect(done).toBe(records.length);
        expect(program.hasDiverged).toBe(done < count);
        expect(program.parameters).toEqual(trainer.network.parameters);
        expect(program.gradients).toEqual(trainer.network.gradients);
        expect(program.optimizerState).toEqual(trainer.snapshot().memory);
        expect(program.bestIndex).toBe(trainer.best?.epoch ?? -1);
        const untouched = new Float64Array(program.parameters.length);
        expect(program.bestParameters).toEqual(trainer.best?.parameters ?? untouched);
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

  test("does no update with a batch whose loss is not finite", () => {
    const it = diverging(10);
    const states = byProgram(it, 1000);
    expect(states.length).toBeLessThan(1000);
    const { program, settings } = prepare(it);
    program.learningRates.fill(settings.learningRate);
    expect(program.steps(0, 1, 0, settings)).toBe(1);
    for (let i = 1; i < states.length; i++) program.steps(0, 1, i, settings);
    const before = program.parameters.slice();
    expect(program.steps(0, 1, states.length, settings)).toBe(0);
    expect(program.parameters).toEqual(before);
  });

  test("stops in the middle of a call", () => {
    const it = diverging(10);
    const { program, settings } = prepare({ ...it, spec: { ...it.spec, batchSize: 1 } });
    program.order.set(Uint32Array.from({ length: 13 }, (_, i) => i));
    program.learningRates.fill(0.01);
    program.learningRates[3] = 1e300;
    // The update after three leaves numbers whose squares are too large.
    expect(program.steps(0, 13, 0, settings)).toBe(4);
    expect(program.losses[3]).toBeLessThan(Infinity);
    expect(program.losses[4]).not.toBeLessThan(Infinity);
  });

  test.each(["identity", "relu", "shallow"] as const)(
    "is spoiled in the epoch in which a trainer ends it: %s",
    (name) => {
      const clippings = [{}, { norm: 1 }, { value: 0.1 }];
      for (const learningRate of [3, 30, 1e100, 1e200, 1e308]) {
        for (const clipping of clippings) {
          const { spec, train } = diverging(learningRate, name);
          const it = { spec: { ...spec, clipping }, train };
          const { program, done } = run(it, 1000);
          const { trainer, records } = watch(it, 1000);
          expect(done).toBe(records.length);
          expect(program.hasDiverged).toBe(trainer.end?.reason === "diverged");
          expect(program.parameters).toEqual(trainer.network.parameters);
          expect(program.gradients).toEqual(trainer.network.gradients);
          expect(program.bestIndex).toBe(trainer.best?.epoch ?? -1);
          const untouched = new Float64Array(program.parameters.length);
          expect(program.bestParameters).toEqual(trainer.best?.parameters ?? untouched);
        }
      }
    },
  );

  test("is spoiled by what the optimizer remembers", () => {
    const it = training({ optimizer: { type: "adagrad" } });
    const { program, settings } = prepare(it);
    program.learningRates.fill(settings.learningRate);
    program.optimizerState[3] = Infinity;
    expect(program.epochs(5, 0, settings, Infinity)).toBe(0);
    expect(program.hasDiverged).toBe(true);
    expect(program.losses[0]).toBeLessThan(Infinity);
  });

  test("is not spoiled any more once its parameters are set anew", () => {
    const it = diverging(1e200);
    const { program, settings } = prepare(it);
    const first = program.parameters.slice();
    program.learningRates.fill(1e200);
    program.epochs(10, 0, settings, Infinity);
    expect(program.hasDiverged).toBe(true);
    program.parameters.set(first);
    program.learningRates.fill(0.001);
    expect(program.epochs(10, 0, settings, Infinity)).toBe(10);
    expect(program.hasDiverged).toBe(false);
  });
});
