/** Runs that resume from a snapshot, have a time limit, or emit snapshots at least every N ms. */
import {
  createTrainer,
  dense,
  hashParameters,
  hashSnapshot,
  parseModel,
  type Snapshot,
  type TrainingSpec,
} from "@epochal/core";
import { lastValueFrom, toArray } from "rxjs";
import { describe, expect, test } from "vitest";
import type { SnapshotEvent, TrainingEvent } from "../src/events/index.ts";
import { startRun, type RunOptions } from "../src/run.ts";
import { train } from "../src/train.ts";
import { lineTraining } from "./line.ts";
import { createFakeClock } from "./fake-clock.ts";

const { spec: plain, data } = lineTraining({ epochs: 30 });
/** Four batches per epoch, and dropout. */
const spec: TrainingSpec = {
  ...plain,
  network: { inputs: 1, layers: [{ ...dense(4, "tanh"), dropout: 0.2 }, dense(1)] },
  optimizer: { type: "adam", learningRate: 0.01 },
};

function snapshotAfter(steps: number): Snapshot {
  const trainer = createTrainer(spec, data);
  for (let i = 0; i < steps; i++) trainer.step();
  return trainer.snapshot();
}

const epochsOf = (events: readonly TrainingEvent[]) =>
  events.flatMap((event) => (event.type === "epoch" ? [{ epoch: event.epoch, loss: event.loss }] : []));
const snapshotsOf = (events: readonly TrainingEvent[]) =>
  events.filter((event): event is SnapshotEvent => event.type === "snapshot");

function allEvents(options: RunOptions): Promise<TrainingEvent[]> {
  return lastValueFrom(startRun(spec, data, options).events$.pipe(toArray()));
}

/** A run on a manual clock, in slices of a few steps, and its events. */
function manualRun(options: RunOptions, training: { spec: TrainingSpec } = { spec }) {
  const clock = createFakeClock({ tickMs: 1 });
  const run = startRun(training.spec, data, { clock, ...options });
  const events: TrainingEvent[] = [];
  run.events$.subscribe((event) => events.push(event));
  return { clock, run, events };
}

describe("a resumed run", () => {
  test.each([
    ["between two epochs", 40, { worker: false }],
    ["in the middle of an epoch", 42, { worker: false }],
    ["in the middle of an epoch, in a worker", 42, { worker: true }],
  ])("continues %s with the same bits as an uninterrupted run", async (_, steps, options) => {
    const whole = await allEvents({});
    const from = snapshotAfter(steps);
    const rest = await allEvents({ ...options, from });

    expect(from.epoch).toBe(10);
    expect(rest[0]).toMatchObject({ type: "started", from: { epoch: 10, step: steps, hash: hashSnapshot(from) } });
    expect(rest[1]).toMatchObject({ type: "snapshot", epoch: 10, hash: hashSnapshot(from), snapshot: from });
    expect(rest.map(({ seq }) => seq)).toEqual(rest.map((__, i) => i + 1));
    expect(epochsOf(rest)).toEqual(epochsOf(whole).slice(10));
    expect(snapshotsOf(rest).at(-1)!.hash).toBe(snapshotsOf(whole).at(-1)!.hash);
    const [{ time: __, seq: ___, ...end }] = whole.slice(-1) as [TrainingEvent];
    expect(rest.at(-1)).toMatchObject(end);
  });

  test("keeps its rate limit, without counting the epochs before the snapshot", () => {
    const { clock, events } = manualRun({ from: snapshotAfter(40), epochsPerSecond: 10 });
    clock.advance(1000);
    expect(epochsOf(events).map(({ epoch }) => epoch)).toEqual([11, 12, 13, 14, 15, 16, 17, 18, 19]);
  });

  test("has the same events with `train`, for every subscription", async () => {
    const from = snapshotAfter(42);
    const events$ = train(spec, data, { from });
    const [first, second] = await Promise.all([
      lastValueFrom(events$.pipe(toArray())),
      lastValueFrom(events$.pipe(toArray())),
    ]);
    expect(epochsOf(first)).toEqual(epochsOf(second));
    expect(epochsOf(first)[0]!.epoch).toBe(11);
  });

  test("ends immediately if its epochs are done", async () => {
    const events = await allEvents({ from: snapshotAfter(30 * 4) });
    const emitted = events.map((event) => (event.type === "noticed" ? event.rule : event.type));
    expect(emitted).toEqual(["started", "snapshot", "noBetterThanLine", "finished"]);
    expect(events.at(-1)).toMatchObject({ reason: "completed", epoch: 30 });
  });

  test("reports a snapshot of a different training as its error", async () => {
    const from = { ...snapshotAfter(1), parameters: new Float64Array(3) };
    await expect(allEvents({ from })).rejects.toThrow("trainer.restore: expected 13 parameters");
  });
});

test("the hash of a finished run is the hash of its model's parameters", async () => {
  const finished = (await allEvents({})).at(-1)!;
  expect(finished.type === "finished" && finished.hash).toBe(
    finished.type === "finished" && hashParameters(parseModel(finished.model).network.parameters),
  );
});

describe("a run with a time limit", () => {
  const endless = { spec: { ...spec, epochs: 1e9 } };

  test("stops after its time limit, says why, and keeps the model", () => {
    const { clock, run, events } = manualRun({ timeLimitMs: 1000 }, endless);
    clock.settle();
    expect(events.slice(-3)).toMatchObject([
      { type: "noticed", text: "the time is up: stopped after 1 s of training" },
      { type: "snapshot" },
      { type: "finished", reason: "stopped" },
    ]);
    const { time } = events.at(-1)!;
    expect(time).toBeGreaterThanOrEqual(1000);
    expect(time).toBeLessThan(1100);
    expect(clock.waiting).toBe(0);
    run.dispose();
  });

  test("does not count pauses", () => {
    const { clock, run, events } = manualRun({ timeLimitMs: 1000, epochsPerSecond: 10 }, endless);
    clock.advance(450);
    run.command({ type: "pause" });
    clock.advance(5000);
    run.command({ type: "step", epochs: 2 });
    clock.advance(5000);
    run.command({ type: "resume" });
    clock.advance(400);
    expect(events.at(-1)!.type).not.toBe("finished");
    clock.advance(400);
    expect(events.at(-1)).toMatchObject({ type: "finished", reason: "stopped" });
  });

  test("stops in time even if the next epoch is not due for long", () => {
    const { clock, events } = manualRun({ timeLimitMs: 1000, epochsPerSecond: 0.001 }, endless);
    clock.advance(1500);
    expect(events.at(-1)).toMatchObject({ type: "finished", reason: "stopped", epoch: 0 });
  });

  test("ends normally within its limit", () => {
    const { clock, events } = manualRun({ timeLimitMs: 1e6 });
    clock.settle();
    expect(events.at(-1)).toMatchObject({ type: "finished", reason: "completed" });
    expect(events.filter((event) => event.type === "noticed" && event.text.includes("time"))).toEqual([]);
  });

  test.each([0, -1, Number.NaN])("rejects a limit of %d ms", (timeLimitMs) => {
    expect(() => startRun(spec, data, { timeLimitMs })).toThrow("expected timeLimitMs to be a number > 0, got");
  });
});

test("snapshots are at most `snapshotEveryMs` apart, even within an epoch", () => {
  // An epoch has 4000 steps of at least a tick each.
  const slow = { spec: { ...spec, batchSize: 1, epochs: 2 } };
  const rows = Array.from({ length: 4000 }, (_, i) => i / 4000);
  const clock = createFakeClock({ tickMs: 1 });
  const train1 = { rows: 4000, inputs: 1, outputs: 1, x: Float64Array.from(rows), y: Float64Array.from(rows) };
  const run = startRun(slow.spec, { train: train1 }, { clock, snapshotEveryMs: 100 });
  const snapshots: SnapshotEvent[] = [];
  run.events$.subscribe((event) => {
    if (event.type === "snapshot") snapshots.push(event);
  });
  clock.settle();
  const gaps = snapshots.slice(1).map(({ time }, i) => time - snapshots[i]!.time);
  expect(snapshots.length).toBeGreaterThan(40);
  expect(Math.max(...gaps)).toBeLessThan(120);
  expect(snapshots.some(({ snapshot }) => snapshot.batch > 0)).toBe(true);
});
