import { expect, test } from "vitest";
import type { Clock } from "../clock.ts";
import { createBackpressureClock } from "./backpressure-clock.ts";

/** What is due at once, when the test says so. */
function createDesk() {
  const due = new Set<() => void>();
  const put = (task: () => void) => {
    due.add(task);
    return () => void due.delete(task);
  };
  const clock: Clock = { now: () => 0, defer: put, schedule: put };
  const work = () => {
    const tasks = [...due];
    due.clear();
    for (const task of tasks) task();
  };
  return { clock, work };
}

test("what is to be done soon, or is due, waits while too much is on its way, and is called off there too", () => {
  const { clock, work } = createDesk();
  const held = createBackpressureClock(clock, 2);
  const done: string[] = [];
  held.sent();
  held.defer(() => done.push("a"));
  work();
  held.sent();
  held.defer(() => done.push("b"));
  held.schedule(() => done.push("c"), 5);
  held.defer(() => done.push("never"))();
  const callOff = held.schedule(() => done.push("nor this"), 5);
  work();
  work();
  callOff();
  expect(done).toEqual(["a"]);
  held.sent();
  held.acknowledged();
  work();
  expect(done).toEqual(["a"]);
  held.acknowledged();
  const late = held.defer(() => done.push("nor that"));
  late();
  work();
  expect(done).toEqual(["a", "b", "c"]);
});
