import { createDataset, createTrainer, dense, type TrainingSpec } from "@epochal/core";
import { describe, expect, test } from "vitest";
import { lineTraining } from "../../test/line.ts";
import { createFakeClock } from "../../test/fake-clock.ts";
import { createDiagnosticsSchedule } from "./diagnostics-schedule.ts";
import type { NoticedEvent, TrainingEvent } from "../events/index.ts";
import { train } from "../train.ts";

const wild = lineTraining({ learningRate: 1000, epochs: 200, withValidation: false });
/** x from 500 to 539: tanh is saturated everywhere, and the target is far off the network's output. */
const unscaled = {
  spec: { ...wild.spec, optimizer: { type: "adam", learningRate: 0.001 } } satisfies TrainingSpec,
  data: {
    train: createDataset(
      Array.from({ length: 40 }, (_, i) => 500 + i),
      Array.from({ length: 40 }, (_, i) => 1000 * i),
    ),
  },
};

function allEvents({ spec, data }: typeof unscaled | typeof wild): TrainingEvent[] {
  const clock = createFakeClock();
  const events: TrainingEvent[] = [];
  train(spec, data, { id: "a", clock }).subscribe((event) => events.push(event));
  clock.settle();
  return events;
}
const noticesOf = (events: readonly TrainingEvent[]) =>
  events.filter((event): event is NoticedEvent => event.type === "noticed");

describe("a run", () => {
  test("reports findings about the data before the first step, each of them once", () => {
    const events = allEvents(unscaled);
    expect(events.slice(0, 4)).toMatchObject([
      { type: "started" },
      {
        type: "noticed",
        epoch: 0,
        rule: "unscaledInput",
        text: expect.stringMatching(/^the input ranges from 500 to 539 /),
      },
      { type: "noticed", epoch: 0, rule: "unscaledTarget" },
      { type: "noticed", epoch: 0, rule: "saturatedUnits" },
    ]);
    const rules = noticesOf(events).map(({ rule }) => rule);
    expect(new Set(rules).size).toBe(rules.length);
  });

  test("reports findings about the curves as soon as they are visible, and at the end why it ended", () => {
    const events = allEvents(wild);
    const [tooHigh] = noticesOf(events).filter(({ rule }) => rule === "learningRateTooHigh");
    expect(tooHigh!.epoch).toBeLessThan(10);
    const index = events.indexOf(tooHigh!);
    const before = events.slice(0, index).findLast(({ type }) => type === "epoch");
    const after = events.slice(index).find(({ type }) => type === "epoch");
    expect([before, after]).toMatchObject([{ epoch: tooHigh!.epoch }, { epoch: tooHigh!.epoch + 1 }]);
    expect(events.slice(-2)).toMatchObject([
      { type: "noticed", rule: "divergence" },
      { type: "finished", reason: "diverged" },
    ]);
  });

  test("without problems reports nothing", () => {
    const { spec, data } = lineTraining({ epochs: 100, withValidation: false });
    expect(noticesOf(allEvents({ spec, data }))).toEqual([]);
  });
});

describe("checks", () => {
  test("are due after each of the first ten epochs, then a hundred times in the training", () => {
    const { spec, data } = lineTraining({ epochs: 5000 });
    const trainer = createTrainer(spec, data);
    const schedule = createDiagnosticsSchedule(trainer);
    const epochs: number[] = [];
    for (let next = schedule.epochsUntilNext; epochs.length < 14; next = schedule.epochsUntilNext) {
      for (let i = 0; i < next; i++) trainer.epochs().next();
      epochs.push(trainer.epoch);
    }
    expect(epochs).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 50, 100, 150, 200]);
  });

  test("report nothing between two of them", () => {
    const layers = [dense(4, "relu"), dense(1)];
    const { data } = lineTraining({ withValidation: false });
    const trainer = createTrainer({ ...wild.spec, network: { inputs: 1, layers }, epochs: 5000 }, data);
    trainer.set({ learningRate: 0 });
    const schedule = createDiagnosticsSchedule(trainer);
    expect(schedule.start()).toEqual([]);
    const reportedAt: number[] = [];
    for (const { epoch } of trainer.epochs()) {
      if (epoch === 40) trainer.network.layers[0]!.b.fill(-100);
      if (schedule.epoch().some(({ rule }) => rule === "deadUnits")) reportedAt.push(epoch);
      if (epoch === 300) break;
    }
    expect(reportedAt).toEqual([50]);
  });
});
