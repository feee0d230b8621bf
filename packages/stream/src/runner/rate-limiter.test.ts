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

test("at 200 epochs per second, ten epochs are trained in a turn every 50 ms", () => {
  const limiter = createRateLimiter(200);
  limiter.restart(1000, 0);
  const turns = Array.from({ length: 3 }, (_, turn) => {
    const now = 1000 + 50 * turn;
    return [limiter.dueEpoch(now, 10 * turn), limiter.msUntilDue(now, 10 * turn)];
  });
  expect(turns).toEqual([
    [0, 50],
    [10, 50],
    [20, 50],
  ]);
  // A turn that has fallen behind does not wait, and the one after it comes when it is due.
  expect([limiter.msUntilDue(1100, 19), limiter.msUntilDue(1103, 20)]).toEqual([0, 47]);
});

test("at 30 epochs per second, each epoch is trained when it is due", () => {
  const limiter = createRateLimiter(30);
  limiter.restart(0, 0);
  expect([limiter.msUntilDue(0, 0), limiter.dueEpoch(34, 0), limiter.msUntilDue(34, 1)]).toEqual([34, 1, 33]);
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

test("a slow start shows the first epochs one by one, and quickens up to the limit", () => {
  const limiter = createRateLimiter(100, true);
  limiter.restart(0, 0);
  expect(limiter.msUntilDue(0, 0)).toBe(245);
  const due = [1, 5, 10, 20, 25].map((seconds) => limiter.dueEpoch(seconds * 1000, limiter.dueEpoch(0, 0) + 1e6));
  expect(due).toEqual([4, 31, 103, 644, 1144]);
});

test("a new limit ends a slow start", () => {
  const limiter = createRateLimiter(100, true);
  limiter.restart(0, 0);
  limiter.setRate(50, 1000, 4);
  expect([limiter.msUntilDue(1000, 4), limiter.dueEpoch(1200, 4)]).toEqual([40, 14]);
});

test("a slow start is not slower than a limit below its beginning", () => {
  const limiter = createRateLimiter(2, true);
  limiter.restart(0, 0);
  expect([limiter.msUntilDue(0, 0), limiter.dueEpoch(1000, 1)]).toEqual([500, 2]);
});
