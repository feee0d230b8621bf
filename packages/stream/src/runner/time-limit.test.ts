import { expect, test } from "vitest";
import { createTimeLimit } from "./time-limit.ts";

const HOUR_MS = 3_600_000;

test("slices and planned waits count, pauses do not", () => {
  const limit = createTimeLimit(10_000);
  limit.start(500);
  limit.startSlice(500);
  limit.endSlice(508);
  expect(limit.wait(508, 400)).toBe(400);
  expect(limit.msLeft(708)).toBe(9792);
  limit.startSlice(908);
  limit.stop(916);
  expect(limit.msLeft(HOUR_MS)).toBe(9584);
  limit.start(HOUR_MS);
  expect(limit.msLeft(HOUR_MS + 84)).toBe(9500);
});

test("a suspension counts at most a second, in a slice, between two slices and in a wait", () => {
  const limit = createTimeLimit(100_000);
  let now = 0;
  limit.start(now);
  limit.startSlice((now += 8));
  limit.endSlice((now += HOUR_MS));
  expect(limit.msLeft(now)).toBe(98_992);
  limit.startSlice((now += HOUR_MS));
  limit.endSlice((now += 8));
  expect(limit.msLeft(now)).toBe(97_984);
  expect(limit.wait(now, 5000)).toBe(1000);
  expect(limit.msLeft((now += HOUR_MS))).toBe(95_984);
});

test("slices that take seconds count in full after the first few", () => {
  const limit = createTimeLimit(1e6);
  limit.start(0);
  for (let i = 0; i < 10; i++) {
    limit.startSlice(20_000 * i);
    limit.endSlice(20_000 * (i + 1));
  }
  expect(limit.msLeft(200_000)).toBe(1e6 - 1000 - 10_000 - 8 * 20_000);
});
