/** Interrupted runs that the server resumes by itself: their watchers learn which run resumes theirs. */
import { createTrainer, snapshotToJson } from "@epochal/core";
import { openLog, startLogThread } from "@epochal/log";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { firstValueFrom, skipWhile } from "rxjs";
import { expect, onTestFinished, test } from "vitest";
import { createRunResumer } from "../src/runs/run-resumer.ts";
import { serve } from "../src/index.ts";
import { collect, data, openConversation, spec, startServer } from "./kit/fixtures.ts";

/** A store with the run `cut`, interrupted after at least 50 epochs. */
async function interruptedStore(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "epochal-server-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const store = join(folder, "runs.db");
  const server = await serve({ store });
  const run = server.start(spec, data, { id: "cut", epochsPerSecond: 500 });
  await firstValueFrom(run.events$.pipe(skipWhile((event) => event.type !== "epoch" || event.epoch < 50)));
  await server.close();
  return store;
}

/** Adds a run that resumes `cut` and has stored nothing before its process died. */
async function addLostRun(store: string, id: string, resumes: string): Promise<void> {
  const log = await startLogThread(store);
  await log.createRun({ id, name: "notebook", spec, data, parent: resumes, options: { resumes: true } });
  await log.close();
}

const all = () => ({ worker: false, epochsPerSecond: 0 });

test("a watcher of a run that is about to be resumed gets its end when the successor is stored", async () => {
  const server = await startServer({ store: await interruptedStore(), resume: all });
  const watcher = await openConversation(`${server.url}/v1/watch/cut`);
  const end = await watcher.nextOf("end");
  const [resumed] = await server.resumed;
  expect(end).toMatchObject({ run: "cut", status: "interrupted", successor: resumed!.id });
  watcher.send({ type: "subscribe", id: "next", run: resumed!.id });
  const last = await watcher.nextOf("end");
  expect(last).toMatchObject({ run: resumed!.id, status: "finished" });
  expect(last).not.toHaveProperty("successor");
  const runs = await (await fetch(`${server.url.replace("ws", "http")}/v1/runs`)).json();
  expect(runs).toMatchObject([
    { id: resumed!.id, parent: "cut", resumes: "cut", epoch: 1000 },
    { id: "cut", status: "interrupted" },
  ]);
});

test("a cursor of an interrupted run is valid for latest if the latest run continues it", async () => {
  const server = await startServer({ store: await interruptedStore(), resume: all });
  await server.resumed;
  await server.settled();
  const first = await openConversation(`${server.url}/v1/watch/cut`);
  const { log, head } = await first.nextOf("subscribed");
  const after = `${log as string}:${(head as number) - 1}`;
  const second = await openConversation(`${server.url}/v1/watch/latest?after=${after}`);
  expect(await second.nextOf("subscribed")).toMatchObject({ run: "cut", from: head });
  expect(await second.nextOf("end")).toMatchObject({ run: "cut", successor: expect.any(String) as string });
  server.start(spec, data, { id: "other" });
  await server.settled();
  const third = await openConversation(`${server.url}/v1/watch/latest?after=${after}`);
  expect(await third.nextOf("error")).toMatchObject({ code: "logReplaced" });
});

test("a run that died before it had stored anything is continued from the one that it resumed", async () => {
  const store = await interruptedStore();
  await addLostRun(store, "lost-1", "cut");
  await addLostRun(store, "lost-2", "lost-1");
  const server = await startServer({ store, resume: () => ({ worker: false }) });
  const [resumed, ...others] = await server.resumed;
  expect(others).toEqual([]);
  const started = await firstValueFrom(resumed!.events$);
  expect(started).toMatchObject({ type: "started", from: { epoch: expect.any(Number) as number } });
  expect(resumed!.parent).toBe("lost-2");
});

test("a branch that was queued, and died before it had stored anything, is continued from where it branched", async () => {
  const store = await interruptedStore();
  const trainer = createTrainer(spec, data);
  trainer.advance(7);
  const from = snapshotToJson(trainer.snapshot());
  const log = await startLogThread(store);
  await log.createRun({ id: "branch", name: "b", spec, data, parent: "cut", options: { from, parent: "cut" } });
  await log.close();
  const server = await startServer({ store, resume: ({ id }) => (id === "branch" ? all() : undefined) });
  const [resumed] = await server.resumed;
  const events = await collect(resumed!.events$);
  expect(events[0]).toMatchObject({ type: "started", from: { run: "branch", epoch: 7 } });
  expect(events.at(-1)).toMatchObject({ type: "finished", reason: "completed", epoch: 1000 });
});

test("a run that cannot be resumed ends without a successor", async () => {
  const store = await interruptedStore();
  const log = openLog(store);
  log.createRun({ id: "branch", name: "b", spec, parent: "cut" });
  log.close();
  const server = await startServer({ store, resume: ({ id }) => (id === "branch" ? {} : undefined) });
  const watcher = await openConversation(`${server.url}/v1/watch/branch`);
  const end = await watcher.nextOf("end");
  expect(await server.resumed).toEqual([]);
  expect(end).toEqual({ type: "end", run: "branch", seq: 0, status: "interrupted" });
  // A branch is no successor of the run that it branched from.
  const other = await openConversation(`${server.url}/v1/watch/cut`);
  expect(await other.nextOf("end")).not.toHaveProperty("successor");
});

test("when a store has room again, a run is resumed once, however often that is noticed", async () => {
  const resumed: string[] = [];
  const resuming = new Set<string>();
  const records = ["b", "a"].map((id) => ({ id, status: "interrupted" as const }));
  const resumer = createRunResumer({
    hub: {
      runs: () => records as never,
      state: (id) => ({ status: "interrupted", head: 0, isResuming: resuming.has(id) }),
      setResuming: (id, isResuming) => void (isResuming ? resuming.add(id) : resuming.delete(id)),
    },
    registry: {
      resume(id) {
        resumed.push(id);
        return id === "a" ? Promise.reject(new Error("no rows")) : Promise.resolve({ id } as never);
      },
    },
    choose: () => ({}),
    onFailure: () => {},
  });
  resumer.choose();
  resumer.choose();
  await Promise.all([resumer.resume(), resumer.resume()]);
  expect(resumed).toEqual(["a", "b"]);
  // The hub ends this when the successor is stored.
  expect([...resuming]).toEqual(["b"]);
});
