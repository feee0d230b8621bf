import type { Snapshot } from "@epochal/core";
import { expect, test } from "vitest";
import { createSnapshotCache } from "./snapshot-cache.ts";

/** A state of 800 bytes, by its place: two updates in an epoch. */
function state(epoch: number, batch = 0): Snapshot {
  const parameters = new Float64Array(100);
  const sums = { lossSum: 0, weightSum: 0, settings: {} };
  return { version: 1, epoch, step: 2 * epoch + batch, batch, ...sums, parameters, memory: new Float64Array(0) };
}
const goal = (epoch: number, step?: number) => ({ epoch, changes: 0, ...(step !== undefined && { step }) });

test("the nearest state that is not beyond what is looked for is found", () => {
  const kept = createSnapshotCache(state(0), 1e6);
  const [third, middle, seventh] = [state(3), state(5, 1), state(7)];
  for (const told of [third, middle, seventh]) kept.add(told);
  expect(kept.nearestBefore(goal(2))).toMatchObject({ epoch: 0 });
  expect(kept.nearestBefore(goal(3))).toBe(third);
  // As epoch 5 had ended: the one in the middle of the next lies behind it.
  expect(kept.nearestBefore(goal(5))).toBe(third);
  expect(kept.nearestBefore(goal(5, 11))).toBe(middle);
  expect(kept.nearestBefore(goal(100))).toBe(seventh);
});

test("what is cut is forgotten, and may be kept anew", () => {
  const kept = createSnapshotCache(state(0), 1e6);
  for (const epoch of [1, 2, 3]) kept.add(state(epoch));
  kept.truncate({ epoch: 1, step: 2 });
  expect(kept.nearestBefore(goal(9)).epoch).toBe(1);
  const anew = state(2);
  kept.add(anew);
  expect(kept.nearestBefore(goal(9))).toBe(anew);
});

test("however many are kept, they stay in their budget: the first, the newest, and some in between", () => {
  const kept = createSnapshotCache(state(0), 8000);
  for (let epoch = 1; epoch <= 1000; epoch++) {
    kept.add(state(epoch));
    expect(kept.bytes).toBeLessThanOrEqual(8000);
    expect(kept.nearestBefore(goal(epoch)).epoch).toBe(epoch);
  }
  expect(kept.nearestBefore(goal(0)).epoch).toBe(0);
  for (const epoch of [200, 400, 600, 800]) expect(epoch - kept.nearestBefore(goal(epoch)).epoch).toBeLessThan(300);
});

test("a budget of nothing leaves the first and the newest", () => {
  const kept = createSnapshotCache(state(0), 0);
  for (const epoch of [1, 2, 3]) kept.add(state(epoch));
  expect([kept.nearestBefore(goal(2)).epoch, kept.nearestBefore(goal(3)).epoch]).toEqual([0, 3]);
});
