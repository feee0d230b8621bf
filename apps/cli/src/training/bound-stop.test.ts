import type { Run } from "@epochal/stream";
import type { EventChunk } from "@epochal/stream/events";
import { ReplaySubject } from "rxjs";
import { expect, test } from "vitest";
import { boundStop, STOP_MS } from "./bound-stop.ts";

/** A run within an update, which has emitted these chunks and handles no command. */
function busyRun(...past: object[]) {
  const chunks$ = new ReplaySubject<EventChunk>();
  const emit = (chunk: object) => chunks$.next(chunk as EventChunk);
  for (const chunk of past) emit(chunk);
  const seen = { commands: 0, disposals: 0, waits: [] as number[] };
  const timers = new Map<() => void, number>();
  const run = boundStop(
    {
      chunks$,
      command: () => (seen.commands += 1),
      dispose() {
        seen.disposals += 1;
        chunks$.complete();
      },
    } as unknown as Run,
    (epoch) => seen.waits.push(epoch),
    {
      schedule(task, ms) {
        timers.set(task, ms);
        return () => timers.delete(task);
      },
    },
  );
  const passTime = () => timers.forEach((_, task) => task());
  return { run, emit, seen, timers, passTime };
}

const epochs = (first: number, count: number) => ({ type: "epochs", epoch: first, loss: new Float64Array(count) });
const snapshot = (epoch: number) => ({ type: "snapshot", epoch });
const replied = { type: "commanded", command: { type: "stop" }, outcome: "applied" };
const stop = { type: "stop" } as const;

test.each([
  ["before its first event", []],
  ["in its first epoch", [snapshot(0)]],
  ["in its report, if no epoch was finished", [snapshot(0), replied]],
  ["when its newest snapshot has all of its epochs", [snapshot(0), epochs(1, 3), snapshot(3)]],
])("a run that takes long to stop ends %s", (_, past) => {
  const { run, seen, timers, passTime } = busyRun(...past);
  run.command({ type: "pause" });
  expect(timers.size).toBe(0);
  run.command(stop);
  run.command(stop);
  expect([...timers.values()]).toEqual([STOP_MS]);
  expect(seen).toEqual({ commands: 3, disposals: 0, waits: [] });
  passTime();
  expect(seen).toEqual({ commands: 3, disposals: 1, waits: [] });
});

test("a run with epochs that no snapshot has is waited for, which is said with the epoch that is safe", () => {
  const { run, emit, seen, passTime } = busyRun(snapshot(0), epochs(1, 10), snapshot(10), epochs(11, 4));
  run.command(stop);
  emit(epochs(15, 1));
  passTime();
  expect(seen).toMatchObject({ disposals: 0, waits: [10] });
});

test("a run that has replied keeps its time for the report", () => {
  const { run, emit, seen, timers, passTime } = busyRun(snapshot(0), epochs(1, 10));
  run.command(stop);
  for (const chunk of [replied, snapshot(10)]) emit(chunk);
  passTime();
  expect(seen).toMatchObject({ disposals: 0, waits: [10] });
  emit({ type: "finished" });
  expect(timers.size).toBe(0);
});
