import { expect, test } from "vitest";
import { createWindow } from "./window.ts";

test("a window has room again for the events that are acknowledged", () => {
  const window = createWindow(10);
  window.sent(1, 4);
  window.sent(8, 12);
  expect([window.available, window.isIdle]).toEqual([1, false]);
  window.acknowledge(2);
  expect(window.available).toBe(3);
  // The events between were a gap, and do not count.
  window.acknowledge(7);
  expect(window.available).toBe(5);
  window.acknowledge(3);
  expect(window.available).toBe(5);
  window.acknowledge(99);
  expect([window.available, window.isIdle]).toEqual([10, true]);
});

test("an unbounded window always has room and is always idle", () => {
  const window = createWindow(undefined);
  window.sent(1, 1_000_000);
  expect([window.available, window.isIdle]).toEqual([Infinity, true]);
});
