import { expect, test } from "vitest";
import { createPace } from "./pace.ts";

test("at a pace of 10 an epoch is due each 100 ms", () => {
  const pace = createPace(10);
  pace.restart(1000, 0);
  expect(pace.due(1000, 0)).toBe(0);
  expect(pace.wait(1000, 0)).toBe(100);
  expect(pace.due(1100, 0)).toBe(1);
  expect(pace.wait(1150, 1)).toBe(50);
});

test("without a pace all epochs are due at once", () => {
  const pace = createPace(0);
  expect([pace.isSet, pace.due(0, 5), pace.wait(0, 5)]).toEqual([false, Infinity, 0]);
});

test("what was missed while the process stood still is not caught up: at most a quarter of a second", () => {
  const pace = createPace(10);
  pace.restart(0, 0);
  expect(pace.due(100, 0)).toBe(1);
  expect(pace.due(60_000, 1)).toBe(3);
  expect(pace.wait(60_000, 3)).toBe(50);
});

test("a new pace counts from now", () => {
  const pace = createPace(10);
  pace.restart(0, 0);
  pace.set(1000, 500, 5);
  expect(pace.due(510, 5)).toBe(15);
});
