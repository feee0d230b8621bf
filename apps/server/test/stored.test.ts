/** Ended runs in a store: interrupted ones continue as new runs, and old ones are deleted. */
import { connect } from "@epochal/client";
import { readLog } from "@epochal/log";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { firstValueFrom, skipWhile } from "rxjs";
import { expect, onTestFinished, test, vi } from "vitest";
import { serve, type EpochalServer } from "../src/index.ts";
import { collect, data, spec, startServer } from "./kit/fixtures.ts";

function newStore(): string {
  const folder = mkdtempSync(join(tmpdir(), "epochal-server-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, "runs.db");
}

async function runsOf(url: string): Promise<Record<string, unknown>[]> {
  return (await (await fetch(`${url.replace("ws", "http")}/v1/runs`)).json()) as Record<string, unknown>[];
}

test("an interrupted run continues as a new run, as if it had never stopped", async () => {
  const store = newStore();
  const first = await serve({ store });
  const cut = first.start(spec, data, { id: "cut", name: "mine", epochsPerSecond: 500 });
  await firstValueFrom(cut.events$.pipe(skipWhile((event) => event.type !== "epoch" || event.epoch < 100)));
  await first.close();

  const second = await startServer({ store });
  const emitted = await collect((await second.resume("latest", { id: "child" })).events$);
  const whole = await collect(second.start(spec, data, { id: "whole" }).events$);
  await second.settled();
  const epochs = (events: typeof emitted) => events.flatMap((event) => (event.type === "epoch" ? [event.loss] : []));
  const origin = emitted.flatMap((event) => (event.type === "started" ? [event.from!.epoch] : []));
  const hashes = [emitted, whole].map((events) =>
    events.flatMap((event) => (event.type === "finished" ? [event.hash] : [])),
  );
  expect(origin).toEqual([expect.any(Number)]);
  expect(origin[0]).toBeGreaterThan(0);
  expect(epochs(emitted)).toEqual(epochs(whole).slice(origin[0]));
  expect(hashes[0]).toEqual(hashes[1]);
  expect(hashes[0]).toHaveLength(1);
  expect(await runsOf(second.url)).toMatchObject([
    { id: "whole", status: "finished", reason: "completed" },
    { id: "child", name: "mine", parent: "cut", status: "finished", epoch: 1000, epochs: 1000 },
    { id: "cut", name: "mine", status: "interrupted" },
  ]);
  await expect(second.resume("child")).rejects.toThrow(
    new RangeError('resume: expected an interrupted run, got "child", which is finished'),
  );
  await expect(second.resume("unknown")).rejects.toThrow(
    new RangeError('resume: expected the id of a run or "latest", got "unknown"'),
  );
});

test("runs that begin at the same time of day have different ids, also in a later process", async () => {
  const store = newStore();
  const ids: string[] = [];
  vi.useFakeTimers({ toFake: ["Date"], now: 1e12 });
  onTestFinished(() => void vi.useRealTimers());
  for (let i = 0; i < 2; i++) {
    const server = await serve({ store });
    ids.push(server.start(spec, data).id);
    await server.settled();
    await server.close();
  }
  expect(new Set(ids).size).toBe(2);
});

test("a run that was paused when it was interrupted stays paused if clients can send commands", async () => {
  const store = newStore();
  const first = await serve({ store });
  const cut = first.start(spec, data, { id: "cut", worker: false });
  cut.command({ type: "pause" });
  await first.settled();
  await first.close();

  const second = await startServer({ store, token: "secret" });
  const child = await second.resume("cut", { worker: false });
  const emitted = collect(child.events$);
  child.command({ type: "resume" });
  const commands = (await emitted).flatMap((event) => (event.type === "commanded" ? [event] : []));
  expect(commands).toMatchObject([
    { command: { type: "pause" }, outcome: "applied", epoch: 0 },
    { command: { type: "resume" }, outcome: "applied" },
  ]);
});

test("a run of the server itself gets the server's options, unless its own override them", async () => {
  // An option that a run rejects shows that the run gets it.
  const server = await startServer({ store: newStore(), runOptions: { worker: false, snapshotEveryMs: -1 } });
  expect(() => server.start(spec, data)).toThrow("snapshotEveryMs to be a number > 0, got -1");
  const events = await collect(server.start(spec, data, { snapshotEveryMs: 1000 }).events$);
  expect(events.at(-1)?.type).toBe("finished");
});

test("when a run has ended, the runs that ended first are deleted if the store is too large", async () => {
  const store = newStore();
  const first = await serve({ store });
  const train = async (server: EpochalServer, id: string) => {
    await collect(server.start({ ...spec, epochs: 7000 }, data, { id }).events$);
    await server.settled();
  };
  for (const id of ["a", "b"]) await train(first, id);
  await first.close();
  const reader = readLog(store);
  // There is room for two and a half runs, whatever their size.
  const keepBytes = Math.round(reader.usedBytes() * 1.25);
  reader.close();

  const second = await startServer({ store, retention: { keepBytes } });
  await train(second, "c");
  const ids = async () => (await runsOf(second.url)).map(({ id }) => id);
  while ((await ids()).includes("a")) await new Promise((resolve) => setImmediate(resolve));
  expect(await ids()).toEqual(["c", "b"]);
});

test("a store in memory keeps its limit by deleting the oldest runs", async () => {
  const failures: unknown[] = [];
  const onStoreFailure = (error: unknown) => failures.push(error);
  const server = await startServer({ limits: { memoryBytes: 400_000 }, onStoreFailure });
  const watch = (id: string) => collect(connect(server.url).run(id).events$);
  for (let i = 1; i <= 8; i++) {
    server.start(spec, data, { id: `short-${i}`, worker: false });
    expect((await watch(`short-${i}`)).at(-1)?.type).toBe("finished");
  }
  const kept = (await runsOf(server.url)).map(({ id }) => id);
  expect(kept[0]).toBe("short-8");
  expect(kept).not.toContain("short-1");
  expect(failures).toEqual([]);
});

test("a run that exceeds a store in memory fails with that reason", async () => {
  const failures: unknown[] = [];
  // Otherwise it would be deleted if it is larger than half of the limit.
  const retention = { keepBytes: Infinity };
  const onStoreFailure = (error: unknown) => failures.push(String(error));
  const limits = { memoryBytes: 400_000, storeBytes: Infinity };
  const server = await startServer({ limits, retention, onStoreFailure });
  server.start({ ...spec, epochs: 1_000_000 }, data, { id: "long", worker: false });
  expect((await collect(connect(server.url).run("long").events$)).at(-1)?.type).not.toBe("finished");
  expect(failures).toEqual([expect.stringContaining("database or disk is full")]);
  expect(await runsOf(server.url)).toContainEqual(expect.objectContaining({ id: "long", status: "interrupted" }));
});
