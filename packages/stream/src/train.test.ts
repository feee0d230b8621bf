import { createReport, createTrainer, fit } from "@epochal/core";
import { lastValueFrom, take, toArray } from "rxjs";
import { describe, expect, test } from "vitest";
import { lineTraining } from "../test/line.ts";
import { createManualClock } from "../test/manual-clock.ts";
import type { TrainingEvent } from "./events/index.ts";
import { train } from "./train.ts";

const { spec, data } = lineTraining();

function allEvents(options: Parameters<typeof train>[2] = {}, training = { spec, data }): TrainingEvent[] {
  const clock = createManualClock();
  const events: TrainingEvent[] = [];
  train(training.spec, training.data, { id: "a", clock, ...options }).subscribe((event) => events.push(event));
  clock.settle();
  return events;
}

describe("train", () => {
  test("tells the beginning first and the end last, and counts every event", () => {
    const events = allEvents();
    expect(events.at(0)?.type).toBe("started");
    expect(events.at(-1)).toMatchObject({ type: "finished", reason: "completed", epoch: 20 });
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, i) => i + 1));
  });

  test("tells the same epochs as the trainer alone", () => {
    const told = allEvents().flatMap((event) => (event.type === "epoch" ? [event] : []));
    const alone = [...createTrainer(spec, data).epochs()];
    expect(told.map(({ seq: _, time: __, type: ___, ...record }) => record)).toEqual(alone);
  });

  test("ends with a report of the model that is kept, its columns shuffled from the spec's seed", () => {
    const { seed } = spec;
    const finished = allEvents().at(-1);
    expect(finished).toMatchObject({ report: createReport(fit(spec, data), data, { seed: seed! }) });
    expect(finished).toMatchObject({
      report: { importance: { part: "validation", columns: [{ column: "input 1" }] } },
    });
  });

  test("tells the untrained network as the snapshot of epoch 0", () => {
    const snapshot = allEvents().find(({ type }) => type === "snapshot");
    expect(snapshot).toMatchObject({ epoch: 0, snapshot: createTrainer(spec, data).snapshot() });
  });

  test("trains anew for every subscription, with the same events", async () => {
    const events$ = train(spec, data, { id: "a", clock: createTimeless() });
    const [first, second] = await Promise.all([
      lastValueFrom(events$.pipe(toArray())),
      lastValueFrom(events$.pipe(toArray())),
    ]);
    expect(second).toEqual(first);
  });

  test("stops training when it is unsubscribed from", () => {
    const clock = createManualClock({ tickMs: 1 });
    const seen: TrainingEvent[] = [];
    const endless = lineTraining({ epochs: 1_000_000 });
    train(endless.spec, endless.data, { clock })
      .pipe(take(15))
      .subscribe((event) => seen.push(event));
    clock.settle();
    expect(seen).toHaveLength(15);
    expect(clock.waiting).toBe(0);
  });

  test("gives a wrong spec as its error", () => {
    const errors: unknown[] = [];
    train({ ...spec, epochs: 0 }, data).subscribe({ error: (error) => errors.push(error) });
    expect(errors).toEqual([new RangeError("createTrainer: expected epochs to be an integer ≥ 1, got 0")]);
  });

  test("ends a diverging training with a notice, a good network and no number that is none", () => {
    const events = allEvents({}, lineTraining({ learningRate: 1000, epochs: 200, withValidation: false }));
    expect(events.at(-2)).toMatchObject({ type: "noticed", text: expect.stringContaining("the learning rate 1000") });
    expect(events.at(-1)).toMatchObject({ type: "finished", reason: "diverged" });
    const numbers: number[] = [];
    JSON.stringify(events, (_key, value: unknown) => {
      if (typeof value === "number") numbers.push(value);
      return value instanceof Float64Array ? Array.from(value) : value;
    });
    expect(numbers.filter((number) => !Number.isFinite(number))).toEqual([]);
  });

  test("tells when a diverging training begins again, between its epochs, and that it diverged once it is over", () => {
    const { spec, data } = lineTraining({ learningRate: 1000, epochs: 200, withValidation: false });
    // What else is wrong with so wild a training is told too, between its epochs.
    const events = allEvents({}, { spec: { ...spec, restarts: 2 }, data }).filter(
      (event) => event.type !== "noticed" || (event.rule ?? "divergence") === "divergence",
    );
    const noticed = events.filter((event) => event.type === "noticed");
    expect(noticed.map(({ text }) => text)).toEqual([
      expect.stringMatching(/^diverged in epoch \d+: restarting with new weights, 1 of 2$/),
      expect.stringMatching(/^diverged in epoch \d+: restarting with new weights, 2 of 2$/),
      expect.stringContaining("the learning rate 1000"),
    ]);
    // The epochs that diverged have their numbers too, and so has the last that did not.
    const told = events.flatMap((event) => (event.type === "epoch" || event.type === "noticed" ? [event.epoch] : []));
    const last = told.at(-1)!;
    expect(told).toEqual([...Array.from({ length: last }, (_, i) => i + 1), last]);
    expect(events.at(-1)).toMatchObject({ type: "finished", reason: "diverged" });
  });

  test.each([1, 2, 5, 8, 13, 30, 42, 60])(
    "tells no number that is none, wherever a diverging training ends: %i epochs",
    (epochs) => {
      for (const learningRate of [10, 1000, 1e9]) {
        const text = JSON.stringify(allEvents({}, lineTraining({ learningRate, epochs, withValidation: false })));
        expect(text).not.toContain("null");
      }
    },
  );

  test("keeps the pace it is given", () => {
    const clock = createManualClock();
    const epochs: number[] = [];
    train(spec, data, { clock, epochsPerSecond: 10 }).subscribe((event) => {
      if (event.type === "epoch") epochs.push(event.epoch);
    });
    clock.advance(450);
    expect(epochs).toEqual([1, 2, 3, 4]);
    clock.advance(100);
    expect(epochs).toEqual([1, 2, 3, 4, 5]);
  });
});

/** A clock on which no time passes, with the real event loop. */
function createTimeless() {
  return { ...createManualClock(), defer: (task: () => void) => (setImmediate(task), () => {}), now: () => 0 };
}
