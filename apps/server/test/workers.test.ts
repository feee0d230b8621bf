/** Servers that leave their runs to workers, on one log on NATS. */
import { connect } from "@epochal/client";
import { hashSnapshot } from "@epochal/core";
import type { RunRecord } from "@epochal/log";
import { openNatsLog } from "@epochal/log-nats";
import { endAtEpoch, startRun } from "@epochal/stream";
import type { TrainingEvent } from "@epochal/stream/events";
import { firstValueFrom, lastValueFrom, skipWhile, toArray } from "rxjs";
import { describe, expect, onTestFinished, test } from "vitest";
import { limitEvents, natsServer, natsServerForTest } from "@epochal/log-nats/test-server";
import { serve, work, type EpochalServer, type EpochalWorker, type ServeOptions } from "../src/index.ts";
import { collect, data, spec } from "./kit/fixtures.ts";

const token = "a-token-for-this-test";
/** No process loses a lease because the machine is busy. */
const leaseMs = 600_000;

async function startGateway(url: string, options: ServeOptions = {}): Promise<EpochalServer> {
  const server = await serve({
    openLog: (now) => openNatsLog(url, { now, leaseMs }),
    usesWorkers: true,
    token,
    ...options,
  });
  onTestFinished(() => server.close());
  return server;
}

type OpenLog = Parameters<typeof work>[0]["openLog"];

async function startWorker(
  url: string,
  notices: string[] = [],
  openLog: OpenLog = (now) => openNatsLog(url, { now, leaseMs }),
): Promise<EpochalWorker> {
  const worker = await work({
    openLog,
    jobs: 2,
    runOptions: { worker: false, snapshotEveryMs: 15_000 },
    onNotice: (text) => notices.push(text),
  });
  onTestFinished(() => worker.close());
  return worker;
}

const finishedOf = (events: readonly TrainingEvent[]) => events.find((event) => event.type === "finished");
/** The hash at the end of the training without any interruption. */
const undisturbedHash = async () => finishedOf(await collect(startRun(spec, data).events$))!.hash;
const untilEpoch = (epoch: number) =>
  skipWhile((event: TrainingEvent) => event.type !== "epoch" || event.epoch < epoch);
const request = { type: "spec", spec, data } as const;

describe.skipIf(natsServer === "")("workers on NATS", () => {
  test("train the runs that clients start on servers, which wait until there is a worker", async () => {
    const { url } = await natsServerForTest();
    const gateway = await startGateway(url);
    const client = connect(gateway.url, { token });
    const runs = [await client.start(request), await client.start(request), await client.start(request)];
    expect(runs.map(({ place }) => place)).toEqual([1, 2, 3]);
    expect(await metricsOf(gateway)).toEqual(
      expect.arrayContaining(['epochal_jobs{state="waiting"} 3', 'epochal_jobs{state="taken"} 0', "epochal_workers 0"]),
    );
    const notices: string[] = [];
    const worker = await startWorker(url, notices);
    for (const run of runs) {
      const events = await collect(run.events$);
      expect(finishedOf(events)).toMatchObject({ reason: "completed", hash: await undisturbedHash() });
      expect(events.map(({ seq }) => seq)).toEqual(events.map((_, i) => i + 1));
    }
    await expect.poll(() => worker.runs).toBe(0);
    expect(notices.toSorted()).toEqual(runs.flatMap(({ id }) => [`${id}: finished`, `${id}: started`]).toSorted());
  });

  test("a worker that ends gives its run back; another one continues it with the same numbers, and watchers follow", async () => {
    const { url } = await natsServerForTest();
    const gateway = await startGateway(url);
    const notices: string[] = [];
    const first = await startWorker(url, notices);
    const run = await connect(gateway.url, { token }).start(request, { epochsPerSecond: 5 });
    const events = collect(run.events$);
    await firstValueFrom(run.events$.pipe(untilEpoch(3)));
    // A command reaches the worker through the server.
    await run.command({ type: "checkpoint", name: "mine" });
    await first.close();
    await startWorker(url, notices);
    const next = `${run.id}_2`;
    const continued = connect(gateway.url, { token }).run(next);
    const setFree = () =>
      continued.command({ type: "set", epochsPerSecond: 0 }).then(
        () => true,
        () => false,
      );
    // Until the worker has stored the run there is none with this id.
    await expect.poll(setFree).toBe(true);
    const received = await events;
    expect(finishedOf(received)).toMatchObject({ reason: "completed", hash: await undisturbedHash() });
    expect(notices).toEqual([
      `${run.id}: started`,
      `${run.id}: given back`,
      `${next}: continues ${run.id}`,
      `${next}: finished`,
    ]);
    // It continues from the snapshot of the end.
    const [mine, last] = received.filter((event) => event.type === "commanded");
    expect(mine?.command).toMatchObject({ type: "checkpoint", name: "mine" });
    const { from } = received.findLast((event) => event.type === "started")!;
    expect(from?.run).toBe(run.id);
    expect(from?.epoch).toBeGreaterThanOrEqual(last!.epoch);
  });

  test("a branch of a run is for any worker, and a queued run that is cancelled for none", async () => {
    const { url } = await natsServerForTest();
    const gateway = await startGateway(url);
    const client = connect(gateway.url, { token });
    // A server that trains itself leaves them to workers.
    const other = await serve({ openLog: (now) => openNatsLog(url, { now, leaseMs }) });
    onTestFinished(() => other.close());
    const cancelled = await client.start(request);
    await cancelled.command({ type: "stop" });
    const run = await client.start(request);
    const events = collect(run.events$);
    await expect.poll(async () => (await listRuns(other)).map(({ status }) => status)).toEqual(["queued", "cancelled"]);
    await startWorker(url);
    expect(finishedOf(await events)).toMatchObject({ reason: "completed" });
    await expect
      .poll(async () => (await listRuns(gateway)).map(({ status }) => status))
      .toEqual(["finished", "cancelled"]);
  });

  test("continue a run that did not fit into the stream, as soon as it has room", async () => {
    const { url } = await natsServerForTest();
    const gateway = await startGateway(url);
    const notices: string[] = [];
    const worker = await startWorker(url, notices);
    // Not even the end of the run fits.
    await limitEvents(url, 100);
    const run = await connect(gateway.url, { token }).start(request);
    const ended = collect(run.events$);
    await expect
      .poll(() => notices.join())
      .toMatch(/stopped here, to be continued: .* is full \(maximum bytes exceeded\): raise its limit/);
    expect(worker.runs).toBe(0);
    await limitEvents(url, -1);
    expect(finishedOf(await ended)).toMatchObject({ reason: "completed", hash: await undisturbedHash() });
    await expect.poll(() => worker.runs).toBe(0);
    const next = `${run.id}_2`;
    expect(notices.toSpliced(1, 1)).toEqual([
      `${run.id}: started`,
      `${next}: continues ${run.id}`,
      `${next}: finished`,
    ]);
  });

  test("continue a part of a trial to its epoch, with the same numbers", async () => {
    const { url } = await natsServerForTest();
    const chunksTo = async (epoch: number) => {
      const run = startRun(spec, data, { id: "part", isPaused: true });
      endAtEpoch(run, epoch);
      return lastValueFrom(run.chunks$.pipe(toArray()));
    };
    const log = await openNatsLog(url, { leaseMs });
    await log.createRun({ id: "part", name: "part", spec, data, options: { endAtEpoch: 50 } });
    // Its process has ended after the snapshot of epoch 20.
    await log.append("part", (await chunksTo(20)).slice(0, -2));
    await log.jobs.add("part");
    await log.close();
    await startWorker(url);
    const reader = await openNatsLog(url, { leaseMs, isReader: true });
    onTestFinished(() => reader.close());
    await expect.poll(() => reader.run("part_2")).toMatchObject({ status: "finished", reason: "stopped", epoch: 50 });
    const undisturbed = (await chunksTo(50)).findLast((chunk) => chunk.type === "snapshot")!;
    const { snapshot } = (await reader.training("part_2"))!;
    expect(hashSnapshot(snapshot!)).toBe(undisturbed.hash);
    expect((await reader.read("part_2", 0)).find((chunk) => chunk.type === "started")?.from?.epoch).toBe(20);
  });

  test("do not continue a run that has ended five workers in a row: its watchers and the list say so", async () => {
    const { url } = await natsServerForTest();
    const gateway = await startGateway(url);
    const run = await connect(gateway.url, { token }).start(request);
    const statuses: string[] = [];
    run.status$.subscribe((status) => statuses.push(status));
    const ended = collect(run.events$);
    const ids = [run.id, ...[2, 3, 4, 5].map((n) => `${run.id}_${n}`)];
    for (const [i, id] of ids.entries()) {
      const log = await openNatsLog(url, { leaseMs });
      if (i === 0) await log.beginRun(id);
      else await log.createRun({ id, name: id, spec, data, parent: ids[i - 1]!, options: { resumes: true } });
      await log.close();
    }
    /** As if their processes had died, which only shows when their leases are over. */
    async function openAsIfLost(now: () => number) {
      const log = await openNatsLog(url, { now, leaseMs });
      const asLost = (record: RunRecord): RunRecord =>
        record.status === "interrupted" ? { ...record, isLost: true } : record;
      return {
        ...log,
        runs: () => log.runs().map(asLost),
        run: (id: string) =>
          log
            .runs()
            .map(asLost)
            .find((one) => one.id === id),
      };
    }
    const notices: string[] = [];
    await startWorker(url, notices, openAsIfLost);
    const failure = "5 workers died while they trained it";
    expect(await ended).toMatchObject([{ type: "noticed", text: `failed: ${failure}` }]);
    expect(statuses.at(-1)).toBe("failed");
    expect(notices).toEqual([`${ids[4]}: failed: ${failure}`]);
    expect((await listRuns(gateway))[0]).toMatchObject({ id: ids[4], status: "interrupted", failure });
    const log = await openNatsLog(url, { leaseMs });
    await expect.poll(async () => (await log.jobs.runs()).size).toBe(0);
    await log.close();
  });

  test("are refused without a log that they share", async () => {
    await expect(serve({ usesWorkers: true })).rejects.toThrow(
      "serve: workers need a log that they share, such as one on NATS",
    );
  });
});

async function metricsOf(server: EpochalServer): Promise<string[]> {
  const headers = { authorization: `Bearer ${token}` };
  const reply = await fetch(`${server.url.replace("ws", "http")}/metrics`, { headers });
  return (await reply.text()).split("\n");
}

async function listRuns(server: EpochalServer) {
  const reply = await fetch(`${server.url.replace("ws", "http")}/v1/runs`, {
    headers: { authorization: `Bearer ${token}` },
  });
  return (await reply.json()) as { readonly id: string; readonly status: string }[];
}
