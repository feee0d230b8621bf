/** A full store: running runs end, clients learn why, and nothing that was stored is lost. */
import { startLogThread, type EventLog, type NewRunWithData } from "@epochal/log";
import type { Run } from "@epochal/stream";
import type { EventChunk } from "@epochal/stream/events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Subject } from "rxjs";
import { expect, onTestFinished, test } from "vitest";
import { spec } from "../../test/kit/fixtures.ts";
import { createHub, type Hub } from "../hub.ts";
import { createScheduler } from "./scheduler.ts";

const text = (seq: number, length: number): EventChunk => ({
  type: "noticed",
  seq,
  time: 0,
  epoch: 0,
  text: "x".repeat(length),
});
const settle = () => new Promise((resolve) => setImmediate(resolve));

function createRun(id: string) {
  const chunks$ = new Subject<EventChunk>();
  let isDisposed = false;
  const run = { id, name: id, chunks$, dispose: () => (isDisposed = true) } as unknown as Run;
  return { run, chunks$, isDisposed: () => isDisposed };
}

/** A hub on a store with room for a few thousand characters, and the failures it reports. */
async function createFullStore() {
  const folder = mkdtempSync(join(tmpdir(), "epochal-server-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "runs.db");
  const log = await startLogThread(path, { maxBytes: 80_000 });
  onTestFinished(() => log.close());
  const failures: string[] = [];
  const ended: string[] = [];
  const hub = createHub(log);
  hub.setListener({
    onFailure: (run, error, kind) => failures.push(`${run} ${kind}: ${(error as Error).message}`),
    onEnd: (run) => ended.push(run),
  });
  return { path, log, hub, failures, ended };
}

/** Fills a store. Returns the position of the last stored event. */
async function fill(hub: Hub): Promise<number> {
  const { run, chunks$, isDisposed } = createRun("filler");
  hub.add(run, { spec });
  for (let seq = 1; !isDisposed(); seq++) {
    chunks$.next(text(seq, 1000));
    await hub.settled();
  }
  return hub.state("filler")!.head;
}

test("a run whose store is full is ended with that reason, and everything that was shown is stored", async () => {
  const { path, log, hub, failures, ended } = await createFullStore();
  let seen = 0;
  hub.follow("filler", () => (seen = Math.max(seen, hub.state("filler")?.head ?? 0)));
  const head = await fill(hub);
  while (ended.length === 0) await settle();
  expect(head).toBeGreaterThan(1);
  expect(failures).toEqual([
    `filler storeFailed: log.append: expected the store at ${path} to be writable, got: database or disk is full: free some space and start again; what was stored is kept`,
  ]);
  expect(hub.state("filler")).toMatchObject({ status: "interrupted", head, failure: "storeFailed" });
  expect([hub.find("filler")?.status, hub.runs()[0]?.status, hub.runningCount]).toEqual([
    "interrupted",
    "interrupted",
    0,
  ]);
  await log.close();

  const later = await startLogThread(path);
  onTestFinished(() => later.close());
  expect(later.run("filler")).toMatchObject({ status: "interrupted", head });
  expect(seen).toBe(head);
});

test("a run whose turn comes while the store cannot be written stays queued, here and in the store", async () => {
  const { log, hub, failures } = await createFullStore();
  const full: Pick<EventLog, "beginRun"> = { beginRun: () => Promise.reject(new Error("full")) };
  const stuck = createHub({ ...log, ...full });
  stuck.setListener({ onFailure: (run, _error, kind) => failures.push(`${run} ${kind}`) });
  await stuck.queue.enqueue({ id: "a", name: "a", spec } satisfies NewRunWithData);
  const { run, isDisposed } = createRun("a");
  const scheduler = createScheduler({
    hub: stuck,
    log,
    limits: { running: 1 },
    memory: { fits: () => true },
    registry: { startReady: () => false, startStored: () => stuck.add(run, "queued") },
    onFailure: () => {},
  });
  expect(scheduler.freeSlots).toBe(1);
  scheduler.startNext();
  while (failures.length === 0) await settle();
  scheduler.setPaused(true);
  expect([failures, isDisposed(), stuck.runningCount]).toEqual([["a storeFailed"], true, 0]);
  expect(stuck.state("a")).toMatchObject({ status: "queued", place: 1 });
  expect(log.run("a")?.status).toBe("queued");
  await scheduler.close();
  expect(hub.queue.positionOf("a")).toBeUndefined();
});
