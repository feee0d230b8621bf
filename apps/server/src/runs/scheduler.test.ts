import type { EventLog, NewRunWithData, RunRecord } from "@epochal/log";
import { expect, test } from "vitest";
import { spec } from "../../test/kit/fixtures.ts";
import { createScheduler } from "./scheduler.ts";
import { createRunQueue } from "./run-queue.ts";

/** The parts of a log that a scheduler uses. */
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
  return { log: log as unknown as EventLog, statuses };
}

/** A scheduler whose runs end when the test says so. */
function createFixture(maxRunning: number) {
  const { log, statuses } = createLog();
  const queue = createRunQueue(log, () => {});
  const started: string[] = [];
  const failed: string[] = [];
  const ready = new Set<string>();
  const memory = { hasRoom: true, fits: () => memory.hasRoom };
  let runningCount = 0;
  const start = (run: string) => {
    runningCount += 1;
    started.push(run);
  };
  const scheduler = createScheduler({
    hub: {
      queue,
      get runningCount() {
        return runningCount;
      },
    },
    log,
    limits: { running: maxRunning },
    memory,
    registry: {
      startReady(run) {
        if (!ready.delete(run)) return false;
        start(`${run}!`);
        return true;
      },
      startStored: start,
    },
    onFailure: (run) => failed.push(run),
  });
  const enqueue = (...ids: string[]) => Promise.all(ids.map((id) => queue.enqueue({ id, name: id, spec })));
  const end = () => {
    runningCount -= 1;
    scheduler.startNext();
  };
  const until = async (isTrue: () => boolean) => {
    while (!isTrue()) await new Promise((resolve) => setImmediate(resolve));
  };
  return { statuses, queue, scheduler, started, failed, ready, memory, enqueue, end, until };
}

test("runs start in the order of the requests, as many as may run, and a ready run starts immediately", async () => {
  const { scheduler, queue, started, ready, enqueue, end, until } = createFixture(2);
  await enqueue("a", "b", "c", "d");
  ready.add("c");
  expect(scheduler.freeSlots).toBe(2);
  scheduler.startNext();
  // They are being loaded, and no longer queued.
  expect([scheduler.freeSlots, queue.length, queue.positionOf("d"), started]).toEqual([0, 2, 2, []]);
  await until(() => started.length === 2);
  scheduler.startNext();
  expect(started).toEqual(["a", "b"]);
  end();
  expect(started).toEqual(["a", "b", "c!"]);
  end();
  await until(() => started.length === 4);
  expect([started[3], queue.length]).toEqual(["d", 0]);
});

test("a run that does not fit beside the others waits in front of the queue, and starts when one of them has ended", async () => {
  const { scheduler, queue, started, memory, enqueue, end, until } = createFixture(2);
  await enqueue("a");
  scheduler.startNext();
  await until(() => started.length === 1);
  memory.hasRoom = false;
  await enqueue("large", "c");
  scheduler.startNext();
  expect(queue.first).toBe("c");
  await until(() => queue.length === 2);
  scheduler.startNext();
  // It is not read again: its size is known.
  expect([started, queue.positionOf("large"), scheduler.freeSlots]).toEqual([["a"], 1, 1]);
  memory.hasRoom = true;
  end();
  await until(() => started.length === 3);
  expect(started).toEqual(["a", "large", "c"]);
});

test("no run starts while the scheduler is paused or after it was closed", async () => {
  const { statuses, scheduler, queue, started, enqueue, until } = createFixture(1);
  await enqueue("a", "b");
  scheduler.setPaused(true);
  scheduler.startNext();
  expect(queue.length).toBe(2);
  scheduler.setPaused(false);
  await until(() => started.length === 1);
  await scheduler.close();
  scheduler.startNext();
  expect([started, queue.first, statuses.get("b")]).toEqual([["a"], "b", "queued"]);
});

test("a run that cannot be read from the store is cancelled, and the next one starts", async () => {
  const { statuses, scheduler, started, failed, enqueue, until } = createFixture(1);
  await enqueue("broken", "b");
  scheduler.startNext();
  await until(() => started.length === 1);
  expect([started, failed, statuses.get("broken")]).toEqual([["b"], ["broken"], "cancelled"]);
});
