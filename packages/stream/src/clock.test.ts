import { expect, test, vi } from "vitest";
import { systemClock } from "./clock.ts";

test("a task that is called off is not done", () => {
  vi.useFakeTimers();
  const done: string[] = [];
  systemClock.later(() => done.push("kept"), 10);
  systemClock.later(() => done.push("called off"), 5)();
  vi.advanceTimersByTime(10);
  expect(done).toEqual(["kept"]);
  vi.useRealTimers();
});

test("a task for the far future does not come at once", () => {
  vi.useFakeTimers();
  const done: string[] = [];
  const callOff = systemClock.later(() => done.push("done"), 1e12);
  vi.advanceTimersByTime(1e9);
  callOff();
  expect(done).toEqual([]);
  vi.useRealTimers();
});
