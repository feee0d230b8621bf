import { startLogThread, type EventLog } from "@epochal/log";
import type { Run } from "@epochal/stream";
import type { EventChunk } from "@epochal/stream/events";
import { Subject } from "rxjs";
import { expect, onTestFinished, test } from "vitest";
import { spec } from "../test/kit/fixtures.ts";
import { createHub, type Hub } from "./hub.ts";

const notice = (seq: number): EventChunk => ({ type: "noticed", seq, time: 0, epoch: 0, text: `${seq}` });

/** A run that emits what the test says. */
function createRun(id: string) {
  const chunks$ = new Subject<EventChunk>();
  let isDisposed = false;
  const run = { id, name: id, chunks$, dispose: () => (isDisposed = true) } as unknown as Run;
  return { run, chunks$, isDisposed: () => isDisposed };
}

/** A hub whose log stores when the test says so. */
async function createFixture() {
  const log = await startLogThread(":memory:");
  onTestFinished(() => log.close());
  let open = () => {};
  let gate = Promise.resolve();
  const failures: string[] = [];
  const gated: EventLog = {
    ...log,
    createRun: (run) => gate.then(() => log.createRun(run)),
    append: (run, chunks) => gate.then(() => log.append(run, chunks)),
  };
  const hub = createHub(gated);
  hub.setListener({ onFailure: (run, error) => failures.push(`${run}: ${(error as Error).message}`) });
  return {
    hub,
    failures,
    hold: () => {
      gate = new Promise((resolve) => (open = resolve));
    },
    store: async () => {
      open();
      await hub.settled();
    },
  };
}

const stateOf = (hub: Hub, id: string) => [hub.find(id)?.head, hub.state(id)?.head, hub.frameAfter(id, 0)?.first];

test("nothing of a run is shown before it is stored, not even its existence", async () => {
  const { hub, hold, store } = await createFixture();
  const { run, chunks$ } = createRun("a");
  hold();
  hub.add(run, { spec });
  expect([hub.find("a"), hub.find("latest"), hub.isPending("a"), hub.runs()]).toEqual([undefined, undefined, true, []]);
  await store();
  expect([hub.find("a")?.status, hub.find("latest")?.id, hub.isPending("a")]).toEqual(["running", "a", false]);

  hold();
  chunks$.next(notice(1));
  chunks$.next(notice(2));
  expect(stateOf(hub, "a")).toEqual([0, 0, undefined]);
  const followed: number[][] = [];
  hub.follow("b", () => followed.push([]));
  const unfollow = hub.follow("a", (fresh) => followed.push(fresh.map(({ first }) => first)));
  await store();
  expect(stateOf(hub, "a")).toEqual([2, 2, 1]);
  expect(followed).toEqual([[1, 2]]);
  unfollow();
  chunks$.next(notice(3));
  await store();
  expect([followed.length, hub.state("a")?.head]).toEqual([1, 3]);
});

test("epochs that were emitted one by one during a commit are one message", async () => {
  const { hub, hold, store } = await createFixture();
  const { run, chunks$ } = createRun("a");
  hub.add(run, { spec });
  await store();
  hold();
  const followed: number[][] = [];
  hub.follow("a", (fresh) => followed.push(...fresh.map(({ first, last }) => [first, last])));
  for (let seq = 1; seq <= 3; seq++) {
    const column = Float64Array.of(seq);
    const vectors = { loss: column, learningRate: column, gradientNorm: column };
    chunks$.next({ type: "epochs", seq, time: seq, epoch: seq, ...vectors });
  }
  await store();
  expect(followed).toEqual([[1, 3]]);
  expect(hub.frameAfter("a", 0)?.chunk).toMatchObject({
    times: Float64Array.of(1, 2, 3),
    loss: Float64Array.of(1, 2, 3),
  });
});

test("a run whose events cannot be stored ends as interrupted after the last stored event", async () => {
  const { hub, store, failures } = await createFixture();
  const { run, chunks$, isDisposed } = createRun("a");
  hub.add(run, { spec });
  chunks$.next(notice(1));
  await store();
  chunks$.next(notice(3));
  while (failures.length === 0) await new Promise((resolve) => setImmediate(resolve));
  expect(failures).toEqual(['a: log.append: expected position 2 of "a", got 3']);
  expect([isDisposed(), hub.state("a")]).toEqual([true, expect.objectContaining({ status: "interrupted", head: 1 })]);
});

test("an id is in use from the moment a run is added", async () => {
  const { hub, hold, store } = await createFixture();
  hold();
  hub.add(createRun("a").run, { spec });
  const again = () => hub.add(createRun("a").run, { spec });
  expect(again).toThrow('serve: the run id "a" is in use');
  await store();
  expect(again).toThrow(RangeError);
});

test("a run that another process has added a moment ago is looked up once, and unknown ones are reported as unknown", async () => {
  const log = await startLogThread(":memory:");
  onTestFinished(() => log.close());
  const looked: string[] = [];
  const refresh = async (id: string) => {
    looked.push(id);
    if (id === "a") await log.createRun({ id, name: id, spec });
  };
  const hub = createHub({ ...log, refresh } as EventLog);
  const found = new Map<string, unknown>();
  const done = Promise.withResolvers<void>();
  hub.watchRuns(() => {
    for (const id of ["a", "b"]) if (!found.has(id) && !(hub.find(id) ?? hub.lookUp(id))) found.set(id, "unknown");
    if (found.has("b")) done.resolve();
  });
  expect([hub.lookUp("a"), hub.lookUp("a"), hub.lookUp("b")]).toEqual([true, true, true]);
  await done.promise;
  await expect.poll(() => hub.find("a")?.status).toBe("running");
  expect(looked).toEqual(["a", "b"]);
  expect([...found]).toEqual([["b", "unknown"]]);
  // A log with one writer has no such runs.
  expect(createHub(log).lookUp("b")).toBe(false);
});
