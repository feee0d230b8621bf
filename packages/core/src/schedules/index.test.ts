import { expect, test } from "vitest";
import { createDataset } from "../data/create-dataset.ts";
import { dense } from "../network/dense.ts";
import { createTrainer } from "../training/trainer.ts";
import { schedules, type SchedulePosition, type Schedule, type ScheduleName } from "./index.ts";

const { step, exponential, cosine, warmUp, oneCycle, plateau } = schedules;
const entries = Object.entries(schedules) as [ScheduleName, Schedule][];
const none = new Float64Array(0);

const EPOCHS = 200;
const BATCHES = 5;
const STEPS = EPOCHS * BATCHES;

/** The position before the update after `done`, in a training of 200 epochs of 5 updates each. */
const after = (done: number): SchedulePosition => ({
  step: done,
  steps: STEPS,
  epoch: Math.floor(done / BATCHES),
  epochs: EPOCHS,
});

test("step applies its factor after every N epochs, and not between", () => {
  const at = (epoch: number) => step.factor(after(epoch * BATCHES), { epochs: 50, factor: 0.5 }, none);
  expect([0, 49, 50, 99, 100, 199].map(at)).toEqual([1, 1, 0.5, 0.5, 0.25, 0.125]);
  expect(step.factor(after(4), { epochs: 1, factor: 0.5 }, none)).toBe(1); // in the middle of the first epoch
});

test("step treats 0 epochs as 1", () => {
  expect(step.factor(after(3 * BATCHES), { epochs: 0, factor: 0.5 }, none)).toBe(0.125);
});

test("exponential applies its factor after each epoch", () => {
  const at = (epoch: number) => exponential.factor(after(epoch * BATCHES), { factor: 0.5 }, none);
  expect([0, 1, 2, 100, 199].map(at)).toEqual([1, 1 / 2, 1 / 4, 2 ** -100, 2 ** -199]);
  expect(exponential.factor(after(BATCHES - 1), { factor: 0.5 }, none)).toBe(1);
});

// At a third of the way cos(π/3) = ½, so ¾ remain; with a floor of 0.2 that is 0.2 + 0.8 · ¾ = 0.8.
test("cosine goes from 1 through the middle to its floor, slowly at both ends", () => {
  const at = (t: number, floor: number) => cosine.factor({ ...after(0), step: t * 1200, steps: 1200 }, { floor }, none);
  expect(at(0, 0)).toBe(1);
  expect(at(1 / 3, 0)).toBeCloseTo(0.75, 14);
  expect(at(1 / 2, 0)).toBeCloseTo(0.5, 14);
  expect(at(2 / 3, 0)).toBeCloseTo(0.25, 14);
  expect(at(1, 0)).toBe(0);
  expect([at(0, 0.2), at(1, 0.2)]).toEqual([1, 0.2]);
  expect(at(1 / 3, 0.2)).toBeCloseTo(0.8, 14);
});

test("warmUp rises linearly to the whole learning rate, and stays there", () => {
  const at = (done: number) => warmUp.factor(after(done), { steps: 4 }, none);
  expect([0, 1, 2, 3, 4, 999].map(at)).toEqual([0.25, 0.5, 0.75, 1, 1, 1]);
  expect(warmUp.factor(after(0), { steps: 0 }, none)).toBe(1);
});

test("oneCycle rises linearly to its peak and falls along a cosine", () => {
  const settings = { start: 0.1, rise: 0.25, floor: 0.02 };
  const at = (done: number) => oneCycle.factor(after(done), settings, none);
  expect(at(0)).toBe(0.1);
  expect(at(125)).toBeCloseTo(0.55, 14); // half of the way up
  expect(at(250)).toBe(1);
  expect(at(500)).toBeCloseTo(0.02 + 0.98 * 0.75, 14); // a third of the way down
  expect(at(625)).toBeCloseTo(0.51, 14); // half of it
  expect(at(999)).toBeLessThan(0.0201);
  expect(at(999)).toBeGreaterThan(0.02);
});

test("oneCycle can also only fall, or only rise", () => {
  const at = (done: number, rise: number) => oneCycle.factor(after(done), { start: 0.5, rise, floor: 0 }, none);
  expect([at(0, 0), at(500, 0)]).toEqual([1, cosine.factor(after(500), { floor: 0 }, none)]);
  expect([at(0, 1), at(500, 1)]).toEqual([0.5, 0.75]);
});

/** The factor after each of these losses. */
function factorsOf(losses: readonly number[], settings: { factor: number; patience: number; floor: number }): number[] {
  const state = new Float64Array(plateau.slots ?? 0);
  return losses.map((loss) => {
    plateau.observe?.(state, loss, settings);
    return plateau.factor(after(0), settings, state);
  });
}

test("plateau applies its factor after N epochs without a lower loss, and then counts again from zero", () => {
  //              lowest: 5  4           3                   2
  const losses = [/* */ 5, 4, 4, 6, 3, 3, 3, 3, 4, 4, 4, 2, 3, 3, 3];
  expect(factorsOf(losses, { factor: 0.5, patience: 3, floor: 0 })).toEqual([
    1, 1, 1, 1, 1, 1, 1, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25, 0.25, 0.125,
  ]);
});

test("plateau starts with the whole learning rate, for a first loss of either sign", () => {
  expect(plateau.factor(after(0), plateau.defaults, new Float64Array(3))).toBe(1);
  const settings = { factor: 0.5, patience: 1, floor: 0 };
  expect(factorsOf([7, 6], settings)).toEqual([1, 1]);
  expect(factorsOf([-7, -8, -8], settings)).toEqual([1, 1, 0.5]);
  expect(factorsOf([0, 0], settings)).toEqual([1, 0.5]);
});

test("plateau never goes below its floor", () => {
  const same = [1, 1, 1, 1, 1, 1];
  expect(factorsOf(same, { factor: 0.1, patience: 1, floor: 0.05 })).toEqual([1, 0.1, 0.05, 0.05, 0.05, 0.05]);
});

test("a restored plateau continues its count of epochs", () => {
  const spec = {
    network: { inputs: 1, layers: [dense(1)] },
    loss: "meanSquaredError",
    optimizer: { type: "gradientDescent", learningRate: 0.5 },
    schedule: { type: "plateau", factor: 0.5, patience: 3 },
    epochs: 9,
  } as const;
  const data = { train: createDataset([0], [1]) };
  const start = () => {
    const trainer = createTrainer(spec, data);
    trainer.network.parameters.set([0, 1]); // ŷ = y from the start: every loss is 0, and none is lower than the first
    return trainer;
  };
  const whole = Array.from(start().epochs(), ({ learningRate }) => learningRate);
  // Epoch 1 is the lowest; 2, 3 and 4 are not lower, nor are 5, 6 and 7.
  expect(whole).toEqual([0.5, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25, 0.125, 0.125]);
  for (let stop = 0; stop <= 9; stop++) {
    const first = start();
    for (let i = 0; i < stop; i++) first.step();
    const second = createTrainer(spec, data);
    second.restore(first.snapshot());
    expect(Array.from(second.epochs(), ({ learningRate }) => learningRate)).toEqual(whole.slice(stop));
  }
});

test.each(entries)(
  "%s is a finite factor ≥ 0 from the first update to the last, by default at most 1",
  (_, schedule) => {
    const state = new Float64Array(schedule.slots ?? 0);
    let largest = 0;
    for (let done = 0; done < STEPS; done++) {
      const factor = schedule.factor(after(done), schedule.defaults, state);
      expect(factor).toBeGreaterThanOrEqual(0);
      largest = Math.max(largest, factor);
      if (done % BATCHES === BATCHES - 1) schedule.observe?.(state, 1, schedule.defaults);
    }
    expect(largest).toBe(1);
  },
);
