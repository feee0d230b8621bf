import type { LogThread, NewRunWithData, RunRecord } from "@epochal/log";
import { expect, test } from "vitest";
import { spec } from "../../test/fixtures.ts";
import { createScheduler } from "./scheduler.ts";
import { createRunQueue } from "./run-queue.ts";

/** As much of a log as is asked for runs that wait. */
function createLog() {
  const statuses = new Map<string, RunRecord["status"]>();
  const set = (id: string, status: RunRecord["status"]) => Promise.resolve(void statuses.set(id, status));
  const log = {
    runs: () => [],
    createRun: ({ id }: NewRunWithData) => set(id, "queued"),
    cancelRun: (id: string) => set(id, "cancelled"),
    training: (name: string) =>
      name === "broken" ? Promise.reject(new Error("damaged")) : Promise.resolve({ name, spec }),
  };
  return { log: log as unknown as LogThread, statuses };
}

/** Runs that wait, and that have begun; nothing ends by itself. */
function createStory(running: number) {
  const { log, statuses } = createLog();
  const line = createRunQueue(log, () => {});
  const begun: string[] = [];
  const broken: string[] = [];
  const ready = new Set<string>();
  let goingOn = 0;
  const begin = (run: string) => {
    goingOn += 1;
    begun.push(run);
  };
  const scheduler = createScheduler({
    hub: {
      queue: line,
      get runningCount() {
        return goingOn;
      },
    },
    log,
    maxRunning: running,
    startReady(run) {
      if (!ready.delete(run)) return false;
      begin(`${run}!`);
      return true;
    },
    startStored: begin,
    onFailure: (run) => broken.push(run),
  });
  const join = (...ids: string[]) => Promise.all(ids.map((id) => line.enqueue({ id, name: id, spec })));
  const end = () => {
    goingOn -= 1;
    scheduler.startNext();
  };
  const until = async (isSo: () => boolean) => {
    while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
  };
  return { statuses, line, scheduler, begun, broken, ready, join, end, until };
}

test("so many begin at a time, in the order in which they were asked for, one that is ready at once", async () => {
  const { scheduler, line, begun, ready, join, end, until } = createStory(2);
  await join("a", "b", "c", "d");
  ready.add("c");
  expect(scheduler.freeSlots).toBe(2);
  scheduler.startNext();
  // They are about to begin, and wait no more.
  expect([scheduler.freeSlots, line.length, line.positionOf("d"), begun]).toEqual([0, 2, 2, []]);
  await until(() => begun.length === 2);
  scheduler.startNext();
  expect(begun).toEqual(["a", "b"]);
  end();
  expect(begun).toEqual(["a", "b", "c!"]);
  end();
  await until(() => begun.length === 4);
  expect([begun[3], line.length]).toEqual(["d", 0]);
});

test("nothing begins while it is held, or when it is closed", async () => {
  const { statuses, scheduler, line, begun, join, until } = createStory(1);
  await join("a", "b");
  scheduler.setPaused(true);
  scheduler.startNext();
  expect(line.length).toBe(2);
  scheduler.setPaused(false);
  await until(() => begun.length === 1);
  await scheduler.close();
  scheduler.startNext();
  expect([begun, line.first, statuses.get("b")]).toEqual([["a"], "b", "queued"]);
});

test("a run that cannot be read from the store is cancelled, and does not keep others waiting", async () => {
  const { statuses, scheduler, begun, broken, join, until } = createStory(1);
  await join("broken", "b");
  scheduler.startNext();
  await until(() => begun.length === 1);
  expect([begun, broken, statuses.get("broken")]).toEqual([["b"], ["broken"], "cancelled"]);
});
