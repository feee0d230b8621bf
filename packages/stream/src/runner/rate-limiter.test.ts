import { expect, test } from "vitest";
import { createRateLimiter } from "./rate-limiter.ts";

test("at 10 epochs per second an epoch is due every 100 ms", () => {
  const limiter = createRateLimiter(10);
  limiter.restart(1000, 0);
  expect(limiter.dueEpoch(1000, 0)).toBe(0);
  expect(limiter.msUntilDue(1000, 0)).toBe(100);
  expect(limiter.dueEpoch(1100, 0)).toBe(1);
  expect(limiter.msUntilDue(1150, 1)).toBe(50);
});

test("without a limit all epochs are due immediately", () => {
  const limiter = createRateLimiter(0);
  expect([limiter.isLimited, limiter.dueEpoch(0, 5), limiter.msUntilDue(0, 5)]).toEqual([false, Infinity, 0]);
});

test("after a suspension of the process, at most a quarter of a second is caught up", () => {
  const limiter = createRateLimiter(10);
  limiter.restart(0, 0);
  expect(limiter.dueEpoch(100, 0)).toBe(1);
  expect(limiter.dueEpoch(60_000, 1)).toBe(3);
  expect(limiter.msUntilDue(60_000, 3)).toBe(50);
});

test("a new limit counts from now", () => {
  const limiter = createRateLimiter(10);
  limiter.restart(0, 0);
  limiter.setRate(1000, 500, 5);
  expect(limiter.dueEpoch(510, 5)).toBe(15);
});
