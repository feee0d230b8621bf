import type { Snapshot } from "@epochal/core";
import { expect, test } from "vitest";
import { createSnapshotCache } from "./snapshot-cache.ts";

/** A snapshot of 800 bytes. Two updates per epoch. */
function snapshotAt(epoch: number, batch = 0): Snapshot {
  const parameters = new Float64Array(100);
  const sums = { lossSum: 0, weightSum: 0, settings: {} };
  return { version: 1, epoch, step: 2 * epoch + batch, batch, ...sums, parameters, memory: new Float64Array(0) };
}
const target = (epoch: number, step?: number) => ({ epoch, changes: 0, ...(step !== undefined && { step }) });

test("the nearest snapshot that is not after the target is found", () => {
  const cache = createSnapshotCache(snapshotAt(0), 1e6);
  const [third, middle, seventh] = [snapshotAt(3), snapshotAt(5, 1), snapshotAt(7)];
  for (const snapshot of [third, middle, seventh]) cache.add(snapshot);
  expect(cache.nearestBefore(target(2))).toMatchObject({ epoch: 0 });
  expect(cache.nearestBefore(target(3))).toBe(third);
  // The end of epoch 5 is before the snapshot in the middle of the next epoch.
  expect(cache.nearestBefore(target(5))).toBe(third);
  expect(cache.nearestBefore(target(5, 11))).toBe(middle);
  expect(cache.nearestBefore(target(100))).toBe(seventh);
});

test("truncated snapshots are dropped, and can be added again", () => {
  const cache = createSnapshotCache(snapshotAt(0), 1e6);
  for (const epoch of [1, 2, 3]) cache.add(snapshotAt(epoch));
  cache.truncate({ epoch: 1, step: 2 });
  expect(cache.nearestBefore(target(9)).epoch).toBe(1);
  const added = snapshotAt(2);
  cache.add(added);
  expect(cache.nearestBefore(target(9))).toBe(added);
});

test("any number of snapshots stays within the budget: the first, the newest, and some in between", () => {
  const cache = createSnapshotCache(snapshotAt(0), 8000);
  for (let epoch = 1; epoch <= 1000; epoch++) {
    cache.add(snapshotAt(epoch));
    expect(cache.bytes).toBeLessThanOrEqual(8000);
    expect(cache.nearestBefore(target(epoch)).epoch).toBe(epoch);
  }
  expect(cache.nearestBefore(target(0)).epoch).toBe(0);
  for (const epoch of [200, 400, 600, 800]) expect(epoch - cache.nearestBefore(target(epoch)).epoch).toBeLessThan(300);
});

test("a budget of 0 leaves the first and the newest", () => {
  const cache = createSnapshotCache(snapshotAt(0), 0);
  for (const epoch of [1, 2, 3]) cache.add(snapshotAt(epoch));
  expect([cache.nearestBefore(target(2)).epoch, cache.nearestBefore(target(3)).epoch]).toEqual([0, 3]);
});
