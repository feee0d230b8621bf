import { createDataset, createTrainer, dense, type TrainingSpec } from "@epochal/core";
import { describe, expect, test } from "vitest";
import { lineTraining } from "../../test/line.ts";
import { createManualClock } from "../../test/manual-clock.ts";
import { createDiagnosticsSchedule } from "./diagnostics-schedule.ts";
import type { NoticedEvent, TrainingEvent } from "../events/index.ts";
import { train } from "../train.ts";

const wild = lineTraining({ learningRate: 1000, epochs: 200, withValidation: false });
/** x from 500 to 539: tanh is at its end everywhere, and the target lies far away too. */
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
  const clock = createManualClock();
  const events: TrainingEvent[] = [];
  train(spec, data, { id: "a", clock }).subscribe((event) => events.push(event));
  clock.settle();
  return events;
}
const noticesOf = (events: readonly TrainingEvent[]) =>
  events.filter((event): event is NoticedEvent => event.type === "noticed");

describe("a run", () => {
  test("says of its data what is wrong before its first step, and each thing once", () => {
    const events = allEvents(unscaled);
    expect(events.slice(0, 4)).toMatchObject([
      { type: "started" },
      {
        type: "noticed",
        epoch: 0,
        rule: "unscaledInput",
        text: expect.stringMatching(/^the input runs from 500 to 539 /),
      },
      { type: "noticed", epoch: 0, rule: "unscaledTarget" },
      { type: "noticed", epoch: 0, rule: "saturatedUnits" },
    ]);
    const rules = noticesOf(events).map(({ rule }) => rule);
    expect(new Set(rules).size).toBe(rules.length);
  });

  test("says of its curves what is wrong as soon as it is, and at the end why it ended", () => {
    const events = allEvents(wild);
    const [tooHigh] = noticesOf(events).filter(({ rule }) => rule === "learningRateTooHigh");
    expect(tooHigh!.epoch).toBeLessThan(10);
    const place = events.indexOf(tooHigh!);
    const before = events.slice(0, place).findLast(({ type }) => type === "epoch");
    const after = events.slice(place).find(({ type }) => type === "epoch");
    expect([before, after]).toMatchObject([{ epoch: tooHigh!.epoch }, { epoch: tooHigh!.epoch + 1 }]);
    expect(events.slice(-2)).toMatchObject([
      { type: "noticed", rule: "divergence" },
      { type: "finished", reason: "diverged" },
    ]);
  });

  test("of which all is well says nothing", () => {
    const { spec, data } = lineTraining({ epochs: 100, withValidation: false });
    expect(noticesOf(allEvents({ spec, data }))).toEqual([]);
  });
});

describe("checkups", () => {
  test("come after each of the first ten epochs, then after each hundredth part of all", () => {
    const { spec, data } = lineTraining({ epochs: 5000 });
    const trainer = createTrainer(spec, data);
    const checkups = createDiagnosticsSchedule(trainer);
    const epochs: number[] = [];
    for (let next = checkups.epochsUntilNext; epochs.length < 14; next = checkups.epochsUntilNext) {
      for (let i = 0; i < next; i++) trainer.epochs().next();
      epochs.push(trainer.epoch);
    }
    expect(epochs).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 50, 100, 150, 200]);
  });

  test("between two of them nothing is said, whatever happens", () => {
    const layers = [dense(4, "relu"), dense(1)];
    const { data } = lineTraining({ withValidation: false });
    const trainer = createTrainer({ ...wild.spec, network: { inputs: 1, layers }, epochs: 5000 }, data);
    trainer.set({ learningRate: 0 });
    const checkups = createDiagnosticsSchedule(trainer);
    expect(checkups.start()).toEqual([]);
    const said: number[] = [];
    for (const { epoch } of trainer.epochs()) {
      if (epoch === 40) trainer.network.layers[0]!.b.fill(-100);
      if (checkups.epoch().some(({ rule }) => rule === "deadUnits")) said.push(epoch);
      if (epoch === 300) break;
    }
    expect(said).toEqual([50]);
  });
});
