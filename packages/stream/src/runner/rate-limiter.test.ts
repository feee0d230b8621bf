import { expect, test } from "vitest";
import { createRateLimiter } from "./rate-limiter.ts";

test("at a pace of 10 an epoch is due each 100 ms", () => {
  const pace = createRateLimiter(10);
  pace.restart(1000, 0);
  expect(pace.dueEpoch(1000, 0)).toBe(0);
  expect(pace.msUntilDue(1000, 0)).toBe(100);
  expect(pace.dueEpoch(1100, 0)).toBe(1);
  expect(pace.msUntilDue(1150, 1)).toBe(50);
});

test("without a pace all epochs are due at once", () => {
  const pace = createRateLimiter(0);
  expect([pace.isLimited, pace.dueEpoch(0, 5), pace.msUntilDue(0, 5)]).toEqual([false, Infinity, 0]);
});

test("what was missed while the process stood still is not caught up: at most a quarter of a second", () => {
  const pace = createRateLimiter(10);
  pace.restart(0, 0);
  expect(pace.dueEpoch(100, 0)).toBe(1);
  expect(pace.dueEpoch(60_000, 1)).toBe(3);
  expect(pace.msUntilDue(60_000, 3)).toBe(50);
});

test("a new pace counts from now", () => {
  const pace = createRateLimiter(10);
  pace.restart(0, 0);
  pace.setRate(1000, 500, 5);
  expect(pace.dueEpoch(510, 5)).toBe(15);
});
