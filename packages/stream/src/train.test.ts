import { createReport, createTrainer, fit } from "@epochal/core";
import { lastValueFrom, take, toArray } from "rxjs";
import { describe, expect, test } from "vitest";
import { lineTraining } from "../test/line.ts";
import { createFakeClock } from "../test/fake-clock.ts";
import type { TrainingEvent } from "./events/index.ts";
import { train } from "./train.ts";

const { spec, data } = lineTraining();

function allEvents(options: Parameters<typeof train>[2] = {}, training = { spec, data }): TrainingEvent[] {
  const clock = createFakeClock();
  const events: TrainingEvent[] = [];
  train(training.spec, training.data, { id: "a", clock, ...options }).subscribe((event) => events.push(event));
  clock.settle();
  return events;
}

describe("train", () => {
  test("starts with `started`, ends with `finished`, and numbers every event", () => {
    const events = allEvents();
    expect(events.at(0)?.type).toBe("started");
    expect(events.at(-1)).toMatchObject({ type: "finished", reason: "completed", epoch: 20 });
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, i) => i + 1));
  });

  test("emits the same epochs as the trainer alone", () => {
    const emitted = allEvents().flatMap((event) => (event.type === "epoch" ? [event] : []));
    const alone = [...createTrainer(spec, data).epochs()];
    expect(emitted.map(({ seq: _, time: __, type: ___, ...record }) => record)).toEqual(alone);
  });

  test("ends with a report of the final model, with columns shuffled by the spec's seed", () => {
    const { seed } = spec;
    const finished = allEvents().at(-1);
    expect(finished).toMatchObject({ report: createReport(fit(spec, data), data, { seed: seed! }) });
    expect(finished).toMatchObject({
      report: { importance: { part: "validation", columns: [{ column: "input 1" }] } },
    });
  });

  test("emits the untrained network as the snapshot of epoch 0", () => {
    const snapshot = allEvents().find(({ type }) => type === "snapshot");
    expect(snapshot).toMatchObject({ epoch: 0, snapshot: createTrainer(spec, data).snapshot() });
  });

  test("trains for every subscription, with the same events", async () => {
    const events$ = train(spec, data, { id: "a", clock: createStoppedClock() });
    const [first, second] = await Promise.all([
      lastValueFrom(events$.pipe(toArray())),
      lastValueFrom(events$.pipe(toArray())),
    ]);
    expect(second).toEqual(first);
  });

  test("stops training on unsubscribe", () => {
    const clock = createFakeClock({ tickMs: 1 });
    const seen: TrainingEvent[] = [];
    const endless = lineTraining({ epochs: 1_000_000 });
    train(endless.spec, endless.data, { clock })
      .pipe(take(15))
      .subscribe((event) => seen.push(event));
    clock.settle();
    expect(seen).toHaveLength(15);
    expect(clock.waiting).toBe(0);
  });

  test("sends no event after an unsubscribe within `next`, not even of the same chunk", () => {
    const clock = createFakeClock();
    const received: TrainingEvent[] = [];
    const subscription = train(spec, data, { clock }).subscribe((event) => {
      received.push(event);
      if (event.type === "epoch" && event.epoch === 15) subscription.unsubscribe();
    });
    clock.settle();
    expect(received.at(-1)).toMatchObject({ type: "epoch", epoch: 15 });
    expect(clock.waiting).toBe(0);
  });

  test("reports an invalid spec as its error", () => {
    const errors: unknown[] = [];
    train({ ...spec, epochs: 0 }, data).subscribe({ error: (error) => errors.push(error) });
    expect(errors).toEqual([new RangeError("createTrainer: expected epochs to be an integer ≥ 1, got 0")]);
  });

  test("ends a diverging training with a notice, and with finite numbers only", () => {
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

  test("emits a notice when a diverging training restarts, between its epochs, and at its end", () => {
    const { spec, data } = lineTraining({ learningRate: 1000, epochs: 200, withValidation: false });
    // Other findings about this training are left out.
    const events = allEvents({}, { spec: { ...spec, restarts: 2 }, data }).filter(
      (event) => event.type !== "noticed" || (event.rule ?? "divergence") === "divergence",
    );
    const noticed = events.filter((event) => event.type === "noticed");
    expect(noticed.map(({ text }) => text)).toEqual([
      expect.stringMatching(/^diverged in epoch \d+: restarting with new weights, 1 of 2$/),
      expect.stringMatching(/^diverged in epoch \d+: restarting with new weights, 2 of 2$/),
      expect.stringContaining("the learning rate 1000"),
    ]);
    // Epochs are numbered on across restarts. Those that diverged have a notice in place of their event.
    const emitted = events.flatMap((event) =>
      event.type === "epoch" || event.type === "noticed" ? [event.epoch] : [],
    );
    const last = emitted.at(-1)!;
    expect(emitted).toEqual([...Array.from({ length: last }, (_, i) => i + 1), last]);
    expect(events.at(-1)).toMatchObject({ type: "finished", reason: "diverged" });
  });

  test.each([1, 2, 5, 8, 13, 30, 42, 60])(
    "emits finite numbers only, wherever a diverging training ends: %i epochs",
    (epochs) => {
      for (const learningRate of [10, 1000, 1e9]) {
        const text = JSON.stringify(allEvents({}, lineTraining({ learningRate, epochs, withValidation: false })));
        expect(text).not.toContain("null");
      }
    },
  );

  test("keeps its rate limit", () => {
    const clock = createFakeClock();
    const epochs: number[] = [];
    train(spec, data, { clock, epochsPerSecond: 10 }).subscribe((event) => {
      if (event.type === "epoch") epochs.push(event.epoch);
    });
    clock.advance(450);
    expect(epochs).toEqual([1, 2, 3, 4]);
    clock.advance(100);
    expect(epochs).toEqual([1, 2, 3, 4, 5]);
  });

  test("at a high rate limit, trains and publishes the epochs of 50 ms together", () => {
    const clock = createFakeClock();
    const epochsAt = new Map<number, number[]>();
    train(spec, data, { clock, epochsPerSecond: 80 }).subscribe((event) => {
      if (event.type !== "epoch") return;
      epochsAt.set(event.time, [...(epochsAt.get(event.time) ?? []), event.epoch]);
    });
    clock.advance(150);
    expect([...epochsAt]).toEqual([
      [50, [1, 2, 3, 4]],
      [100, [5, 6, 7, 8]],
      [150, [9, 10, 11, 12]],
    ]);
  });
});

/** The real event loop, on a clock that always returns 0. */
function createStoppedClock() {
  return { ...createFakeClock(), defer: (task: () => void) => (setImmediate(task), () => {}), now: () => 0 };
}
