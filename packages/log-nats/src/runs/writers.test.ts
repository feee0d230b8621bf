import type { KV } from "@nats-io/kv";
import { errors } from "@nats-io/transport-node";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createWriters } from "./writers.ts";

const LEASE_MS = 12_000;
const OTHER = { host: "other", process: 1 };

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A writer that has seen a lease of another one at the start. @param isLost whether the n-th renewal gets no reply. */
async function joinWith(isLost: (renewal: number) => boolean) {
  let renewals = 0;
  const bucket = {
    create: async () => 1,
    async update(_id: string, _value: string, revision: number, timeout: number) {
      if (!isLost(++renewals)) return revision + 1;
      await new Promise((resolve) => setTimeout(resolve, timeout));
      throw new errors.TimeoutError();
    },
  } as unknown as KV;
  const writers = createWriters(bucket, "own", LEASE_MS, undefined, () => Date.now());
  const calls = { checks: 0, renewals: 0 };
  await writers.join(
    () => (calls.checks += 1),
    () => (calls.renewals += 1),
  );
  writers.seen("other", OTHER, Date.now());
  return { writers, renewals: () => renewals, calls };
}

test("a lease that was not renewed for its time is found soon, as it is looked for more often than leases are renewed", async () => {
  const { writers, renewals, calls } = await joinWith(() => false);
  await vi.advanceTimersByTimeAsync(LEASE_MS);
  expect(writers.isSilent("other")).toBe(false);
  expect([renewals(), calls]).toEqual([3, { checks: 12, renewals: 3 }]);
  await vi.advanceTimersByTimeAsync(1);
  expect(writers.isSilent("other")).toBe(true);
});

test("a renewal that is lost with its connection does not count as an absence of the server for a whole lease time", async () => {
  const { writers } = await joinWith((renewal) => renewal === 1);
  // It is given up when the next one is sent, which others can do as well.
  await vi.advanceTimersByTimeAsync((2 / 3) * LEASE_MS + LEASE_MS);
  expect(writers.isSilent("other")).toBe(false);
  await vi.advanceTimersByTimeAsync(1);
  expect(writers.isSilent("other")).toBe(true);
});
