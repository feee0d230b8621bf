import { expect, test, vi } from "vitest";
import { systemClock } from "./clock.ts";

test("a task that is called off is not done", () => {
  vi.useFakeTimers();
  const done: string[] = [];
  systemClock.schedule(() => done.push("kept"), 10);
  systemClock.schedule(() => done.push("called off"), 5)();
  vi.advanceTimersByTime(10);
  expect(done).toEqual(["kept"]);
  vi.useRealTimers();
});

test("a task for the far future does not come at once", () => {
  vi.useFakeTimers();
  const done: string[] = [];
  const callOff = systemClock.schedule(() => done.push("done"), 1e12);
  vi.advanceTimersByTime(1e9);
  callOff();
  expect(done).toEqual([]);
  vi.useRealTimers();
});
