import { expect, test } from "vitest";
import { serverHeapBytes } from "./heap-limit.ts";
import { defaultLimits } from "./limits.ts";

const MIB = 1024 ** 2;

test("the heap of a server grows with each of its limits", () => {
  // By hand: 128 + 1024 / 16 + 3 · 8 + 16 · 8 + 256 / 8 MiB.
  const limits = { ...defaultLimits, running: 2, storeBytes: 256 * MIB };
  expect(serverHeapBytes(limits)).toBe(376 * MIB);
  for (const larger of [
    { connections: 2048 },
    { running: 3 },
    { pendingStartBytes: 32 * MIB },
    { storeBytes: 512 * MIB },
  ])
    expect(serverHeapBytes({ ...limits, ...larger })).toBeGreaterThan(376 * MIB);
});

test("the heap of a server whose store is unbounded has no bound", () => {
  expect(serverHeapBytes(defaultLimits)).toBeUndefined();
});
