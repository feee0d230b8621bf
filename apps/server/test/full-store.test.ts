/** Stores that are full or become full: the server continues, shows what it has, and stores runs again when there is room. */
import { connect, type TrainingToStart } from "@epochal/client";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { firstValueFrom } from "rxjs";
import { expect, onTestFinished, test } from "vitest";
import { serve, type EpochalServer } from "../src/index.ts";
import { collect, data, openConversation, spec, startServer } from "./kit/fixtures.ts";

const token = "secret";
const endless = { ...spec, epochs: 10_000_000 };
const start: TrainingToStart = { type: "spec", spec: endless, data };
const runOptions = { worker: false };

async function get(server: EpochalServer, path: string): Promise<Response> {
  return fetch(`${server.url.replace("ws", "http")}/${path}`, { headers: { authorization: `Bearer ${token}` } });
}

async function listRuns(server: EpochalServer): Promise<Record<string, unknown>[]> {
  return (await (await get(server, "v1/runs")).json()) as Record<string, unknown>[];
}

test("a client's run that exceeds its quota is stopped with a notice, and other runs continue", async () => {
  const failures: unknown[] = [];
  const limits = { runBytes: 100_000, memoryBytes: 40_000_000, running: 2 };
  const onStoreFailure = (error: unknown) => failures.push(error);
  const server = await startServer({ token, runOptions, limits, onStoreFailure });
  const own = server.start(spec, data, { id: "own", epochsPerSecond: 100 });
  const run = await connect(server.url, { token }).start(start, { epochsPerSecond: 20_000 });
  const events = await collect(run.events$);
  const notices = events.flatMap((event) => (event.type === "noticed" ? [event.text] : []));
  // A finding about the report may follow.
  // How far a run comes beyond its quota depends on the pace of the store.
  const stopped = /^stopped, because its events take \d+\.\d+ MB in the store, of at most 0\.100 MB$/;
  expect(notices.filter((text) => stopped.test(text))).toHaveLength(1);
  expect(events.at(-1)).toMatchObject({ type: "finished", reason: "stopped" });
  expect((await listRuns(server)).find(({ id }) => id === "own")).toMatchObject({ status: "running" });
  own.command({ type: "stop" });
  expect((await collect(own.events$)).at(-1)).toMatchObject({ type: "finished" });
  expect(failures).toEqual([]);
});

test("when all runs together need too much of a store in memory, the largest is stopped with a notice", async () => {
  const failures: unknown[] = [];
  // A quarter of it is left when the largest run is stopped: at this pace the store fills it in about a second.
  const limits = { memoryBytes: 1_200_000 };
  const onStoreFailure = (error: unknown) => failures.push(error);
  const server = await startServer({ token, runOptions, limits, onStoreFailure });
  const small = server.start(spec, data, { id: "small", epochsPerSecond: 100 });
  const large = server.start(endless, data, { id: "large", epochsPerSecond: 8000 });
  const events = await collect(large.events$);
  const text = expect.stringMatching(/^stopped, .* and all runs together have reached 0\.900 MB$/) as string;
  expect(events).toContainEqual(expect.objectContaining({ type: "noticed", text }));
  expect(events.at(-1)).toMatchObject({ type: "finished", reason: "stopped" });
  small.command({ type: "stop" });
  expect((await collect(small.events$)).at(-1)).toMatchObject({ type: "finished" });
  expect(failures).toEqual([]);
});

test("a running run that fills what retention keeps is stopped with a notice, and the server continues", async () => {
  const folder = mkdtempSync(join(tmpdir(), "epochal-server-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const server = await startServer({ store: join(folder, "runs.db"), runOptions, retention: { keepBytes: 400_000 } });
  const events = await collect(server.start(endless, data, { epochsPerSecond: 20_000 }).events$);
  const text = expect.stringMatching(/^stopped, .* and all runs together have reached 0\.400 MB$/) as string;
  expect(events).toContainEqual(expect.objectContaining({ type: "noticed", text }));
  expect(events.at(-1)).toMatchObject({ type: "finished", reason: "stopped" });
  const next = server.start(spec, data);
  expect((await collect(next.events$)).at(-1)).toMatchObject({ type: "finished", reason: "completed" });
});

test("a server whose disk is full shows what it has, refuses runs, and stores again when there is room", async () => {
  const folder = mkdtempSync(join(tmpdir(), "epochal-server-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const store = join(folder, "runs.db");
  await (await serve({ store })).close();
  // The server writes at the same time.
  const database = new DatabaseSync(store, { timeout: 30_000 });
  onTestFinished(() => database.close());
  const full = "BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END";

  const failures: unknown[] = [];
  const limits = { running: 1 };
  const onStoreFailure = (error: unknown) => failures.push(error);
  const server = await startServer({ token, store, runOptions, limits, onStoreFailure });
  const client = connect(server.url, { token });
  const watcher = await openConversation(`${server.url}/v1/watch/latest?token=${token}`);
  const run = server.start(endless, data, { id: "cut", epochsPerSecond: 1000 });
  const queued = await client.start({ ...start, spec } as TrainingToStart);
  await firstValueFrom(client.run("cut").events$);
  database.exec(
    `CREATE TRIGGER no_chunks BEFORE INSERT ON chunks ${full}; CREATE TRIGGER no_data BEFORE INSERT ON data ${full}`,
  );
  expect(await watcher.nextOf("end")).toMatchObject({ run: "cut", status: "interrupted", reason: "storeFailed" });
  expect(failures).toHaveLength(1);
  expect([(await get(server, "healthz")).status, (await get(server, "readyz")).status]).toEqual([200, 503]);
  const refusal = {
    code: "failed",
    message: "start: the server could not store the run: the store is full; retry later",
  };
  await expect(client.start(start)).rejects.toMatchObject(refusal);
  const shown = await collect(client.run(run.id).events$);
  expect(shown[0]).toMatchObject({ type: "started" });
  expect(await listRuns(server)).toMatchObject([{ id: "cut", status: "interrupted" }, { status: "queued" }].reverse());

  database.exec("DROP TRIGGER no_chunks; DROP TRIGGER no_data");
  const later = await client.start({ ...start, spec } as TrainingToStart);
  for (const { events$ } of [queued, later]) expect((await collect(events$)).at(-1)?.type).toBe("finished");
  expect((await get(server, "readyz")).status).toBe(200);
  expect(failures).toHaveLength(1);
});
