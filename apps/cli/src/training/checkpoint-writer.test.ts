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

/** A run that tells its state when the test says so, and what is kept of it. */
function keep(write: (snapshot: Snapshot) => Promise<void> = async () => {}) {
  const chunks$ = new Subject<EventChunk>();
  const kept: number[] = [];
  const failures: unknown[] = [];
  const keeper = createCheckpointWriter(
    chunks$,
    async (snapshot) => {
      kept.push(snapshot.step);
      await write(snapshot);
    },
    (error) => failures.push(error),
  );
  /** The state after so many steps, at a time. */
  function tell(step: number, time: number, rmse = 1): void {
    const snapshot = { ...untrained, step };
    chunks$.next({
      type: "snapshot",
      seq: step,
      time,
      epoch: 0,
      snapshot,
      hash: hashSnapshot(snapshot),
      scores: { rmse, mae: 1, r2: 0, mse: 1, medianAbsoluteError: 1, maxError: 1, bias: 0 },
    });
  }
  return { chunks$, keeper, kept, failures, tell };
}

/** What was begun is done. */
const turn = () => new Promise((resolve) => setImmediate(resolve));

test("of a run that is discarded nothing more is kept", async () => {
  const { chunks$, tell, kept, keeper } = keep();
  tell(1, 1000);
  await turn();
  tell(2, 1001);
  chunks$.next({ type: "finished", reason: "discarded" } as unknown as EventChunk);
  expect(await keeper.close()).toBe(true);
  expect(kept).toEqual([1]);
});

test("the first state is kept at once, then one each so often, and in the end the newest", async () => {
  const { tell, kept, keeper } = keep();
  tell(1, 1000);
  await turn();
  tell(2, 1000 + SNAPSHOT_EVERY_MS - 1);
  await turn();
  expect(kept).toEqual([1]);
  tell(3, 1000 + SNAPSHOT_EVERY_MS);
  await turn();
  expect(kept).toEqual([1, 3]);
  tell(4, 1000 + SNAPSHOT_EVERY_MS + 1);
  await keeper.close();
  expect(kept).toEqual([1, 3, 4]);
  tell(5, 1e9);
  await keeper.close();
  expect(kept).toEqual([1, 3, 4]);
});

test.each([
  ["diverged", 3],
  ["completed", 4],
])("in the end of a run that %s, the state after step %i is kept", async (reason, step) => {
  const { tell, chunks$, kept, keeper } = keep();
  tell(1, 0, 2);
  tell(2, 0, 1);
  tell(3, 0, 1);
  tell(4, 0, 1e99);
  chunks$.next({ type: "finished", reason } as EventChunk);
  await keeper.close();
  expect(kept).toEqual([1, step]);
});

test("a state waits until the one before is kept", async () => {
  let done = () => {};
  const { tell, kept, keeper } = keep(() => new Promise((resolve) => (done = resolve)));
  tell(1, 0);
  tell(2, 1e6);
  await turn();
  expect(kept).toEqual([1]);
  done();
  await turn();
  expect(kept).toEqual([1, 2]);
  done();
  await keeper.close();
  expect(kept).toEqual([1, 2]);
});

test("a state that cannot be kept is told, the next is tried, and the last must be kept", async () => {
  const full = new Error("the disk is full");
  let isFull = true;
  const { tell, kept, failures, keeper } = keep(async () => {
    if (isFull) throw full;
  });
  tell(1, 0);
  tell(2, 1e6);
  await turn();
  expect(failures).toEqual([full, full]);
  await expect(keeper.close()).rejects.toBe(full);
  isFull = false;
  expect(await keeper.close()).toBe(true);
  expect(kept).toEqual([1, 2, 2, 2]);
});

test("of a run that told no state, or failed, nothing is kept", async () => {
  const { chunks$, keeper, kept, failures } = keep();
  chunks$.error(new Error("the run failed"));
  expect(await keeper.close()).toBe(false);
  expect([kept, failures]).toEqual([[], []]);
});
