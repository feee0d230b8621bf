import { createDataset, createTrainer, dense, hashSnapshot, type Snapshot } from "@epochal/core";
import type { EventChunk } from "@epochal/stream/events";
import { Subject } from "rxjs";
import { expect, test } from "vitest";
import { createCheckpointWriter, SNAPSHOT_EVERY_MS } from "./checkpoint-writer.ts";

const trainer = createTrainer(
  { network: { inputs: 1, layers: [dense(1)] }, loss: "huber", optimizer: { type: "adam" }, epochs: 100 },
  { train: createDataset([1, 2], [3, 4]) },
);
const untrained = trainer.snapshot();

/** A run whose snapshots the test emits, and what the writer saves of it. */
function createFixture(write: (snapshot: Snapshot) => Promise<void> = async () => {}) {
  const chunks$ = new Subject<EventChunk>();
  const saved: number[] = [];
  const failures: unknown[] = [];
  let now = 0;
  const writer = createCheckpointWriter(
    chunks$,
    async (snapshot) => {
      saved.push(snapshot.step);
      await write(snapshot);
    },
    (error) => failures.push(error),
    () => now,
  );
  /** Emits a snapshot of a step at a time. Its own time is that of a wall clock that is set back again and again. */
  function emit(step: number, time: number, rmse = 1): void {
    now = time;
    const snapshot = { ...untrained, step };
    chunks$.next({
      type: "snapshot",
      seq: step,
      time: -3_600_000 * step,
      epoch: 0,
      snapshot,
      hash: hashSnapshot(snapshot),
      scores: { rmse, mae: 1, r2: 0, mse: 1, medianAbsoluteError: 1, maxError: 1, bias: 0 },
    });
  }
  return { chunks$, writer, saved, failures, emit };
}

/** Lets pending writes finish. */
const turn = () => new Promise((resolve) => setImmediate(resolve));

test("nothing more is saved of a discarded run", async () => {
  const { chunks$, emit, saved, writer } = createFixture();
  emit(1, 1000);
  await turn();
  emit(2, 1001);
  chunks$.next({ type: "finished", reason: "discarded" } as unknown as EventChunk);
  expect(await writer.close()).toBe(true);
  expect(saved).toEqual([1]);
});

test("saves the first snapshot, then one per interval, and at the end the newest", async () => {
  const { emit, saved, writer } = createFixture();
  emit(1, 1000);
  await turn();
  emit(2, 1000 + SNAPSHOT_EVERY_MS - 1);
  await turn();
  expect(saved).toEqual([1]);
  emit(3, 1000 + SNAPSHOT_EVERY_MS);
  await turn();
  expect(saved).toEqual([1, 3]);
  emit(4, 1000 + SNAPSHOT_EVERY_MS + 1);
  await writer.close();
  expect(saved).toEqual([1, 3, 4]);
  emit(5, 1e9);
  await writer.close();
  expect(saved).toEqual([1, 3, 4]);
});

test.each([
  ["diverged", 3],
  ["completed", 4],
])("at the end of a run that %s, the snapshot of step %i is saved", async (reason, step) => {
  const { emit, chunks$, saved, writer } = createFixture();
  emit(1, 0, 2);
  emit(2, 0, 1);
  emit(3, 0, 1);
  emit(4, 0, 1e99);
  chunks$.next({ type: "finished", reason } as EventChunk);
  await writer.close();
  expect(saved).toEqual([1, step]);
});

test("a snapshot waits until the one before is saved", async () => {
  let done = () => {};
  const { emit, saved, writer } = createFixture(() => new Promise((resolve) => (done = resolve)));
  emit(1, 0);
  emit(2, 1e6);
  await turn();
  expect(saved).toEqual([1]);
  done();
  await turn();
  expect(saved).toEqual([1, 2]);
  done();
  await writer.close();
  expect(saved).toEqual([1, 2]);
});

test("a failed save is reported, the next is tried, and the last must succeed", async () => {
  const full = new Error("the disk is full");
  let isFull = true;
  const { emit, saved, failures, writer } = createFixture(async () => {
    if (isFull) throw full;
  });
  emit(1, 0);
  emit(2, 1e6);
  await turn();
  expect(failures).toEqual([full, full]);
  await expect(writer.close()).rejects.toBe(full);
  isFull = false;
  expect(await writer.close()).toBe(true);
  expect(saved).toEqual([1, 2, 2, 2]);
});

test("nothing is saved of a run without snapshots, or one that failed", async () => {
  const { chunks$, writer, saved, failures } = createFixture();
  chunks$.error(new Error("the run failed"));
  expect(await writer.close()).toBe(false);
  expect([saved, failures]).toEqual([[], []]);
});
