import { expect, test } from "vitest";
import type { Clock } from "../clock.ts";
import { createBackpressureClock } from "./backpressure-clock.ts";

/** A clock whose tasks are all due, and run when the test says so. */
function createTaskList() {
  const due = new Set<() => void>();
  const add = (task: () => void) => {
    due.add(task);
    return () => void due.delete(task);
  };
  const clock: Clock = { now: () => 0, monotonic: () => 0, defer: add, schedule: add };
  const runAll = () => {
    const tasks = [...due];
    due.clear();
    for (const task of tasks) task();
  };
  return { clock, runAll };
}

test("tasks wait while too many chunks are unacknowledged, and can be cancelled while they wait", () => {
  const { clock, runAll } = createTaskList();
  const backpressure = createBackpressureClock(clock, 2);
  const done: string[] = [];
  backpressure.sent();
  backpressure.defer(() => done.push("a"));
  runAll();
  backpressure.sent();
  backpressure.defer(() => done.push("b"));
  backpressure.schedule(() => done.push("c"), 5);
  backpressure.defer(() => done.push("cancelled immediately"))();
  const cancelScheduled = backpressure.schedule(() => done.push("cancelled while waiting"), 5);
  runAll();
  runAll();
  cancelScheduled();
  expect(done).toEqual(["a"]);
  backpressure.sent();
  backpressure.acknowledged();
  runAll();
  expect(done).toEqual(["a"]);
  backpressure.acknowledged();
  const cancelDeferred = backpressure.defer(() => done.push("cancelled after the wait"));
  cancelDeferred();
  runAll();
  expect(done).toEqual(["a", "b", "c"]);
});
