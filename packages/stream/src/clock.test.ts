import { expect, test, vi } from "vitest";
import { systemClock } from "./clock.ts";

test("the monotonic time does not jump with the wall time", () => {
  const before = systemClock.monotonic();
  vi.spyOn(Date, "now").mockReturnValue(0);
  expect(systemClock.now()).toBe(0);
  expect(systemClock.monotonic()).toBeGreaterThanOrEqual(before);
  vi.restoreAllMocks();
});

test("a cancelled task does not run", () => {
  vi.useFakeTimers();
  const done: string[] = [];
  systemClock.schedule(() => done.push("kept"), 10);
  systemClock.schedule(() => done.push("cancelled"), 5)();
  vi.advanceTimersByTime(10);
  expect(done).toEqual(["kept"]);
  vi.useRealTimers();
});

test("a task for the far future does not run immediately", () => {
  vi.useFakeTimers();
  const done: string[] = [];
  const cancel = systemClock.schedule(() => done.push("done"), 1e12);
  vi.advanceTimersByTime(1e9);
  cancel();
  expect(done).toEqual([]);
  vi.useRealTimers();
});
