/** Several processes share a log, and each of them, and the server, may die. */
import type { EventLog } from "@epochal/log";
import { eventsOf, lastSeq } from "@epochal/stream/events";
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { describe, expect, onTestFinished, test } from "vitest";
import { data, epochChunk, finished, notice, spec } from "@epochal/log/fake-chunks";
import { openNatsLog, type NatsLog, type NatsLogOptions } from "../src/index.ts";
import { natsServer, natsServerForTest, type NatsServer } from "./nats-server.ts";

/** No process loses a lease because the machine is busy. */
const LONG_MS = 600_000;
/** A lease soon expires. On a busy machine that may happen to a process that is alive, which then has to stop as well. */
const SHORT_MS = 1000;

async function open({ url }: NatsServer, options: NatsLogOptions = {}): Promise<NatsLog> {
  const log = await openNatsLog(url, { leaseMs: LONG_MS, ...options });
  onTestFinished(() => log.close());
  return log;
}

const run = (id: string) => ({ id, name: id, spec });

/** The positions of all events of a run. */
async function positions(log: EventLog, id: string): Promise<number[]> {
  const all: number[] = [];
  for (
    let page = await log.read(id, 0, 1000);
    page.length > 0;
    page = await log.read(id, lastSeq(page.at(-1)!), 1000)
  ) {
    all.push(...page.flatMap((chunk) => [...eventsOf(chunk)].map(({ seq }) => seq)));
  }
  return all;
}

const upTo = (head: number) => Array.from({ length: head }, (_, i) => i + 1);

async function statusForReader({ url }: NatsServer, id: string, leaseMs: number): Promise<string | undefined> {
  const reader = await openNatsLog(url, { leaseMs, isReader: true });
  const status = reader.run(id)?.status;
  await reader.close();
  return status;
}

/** A process that appends to a run; its lines are acknowledged positions, and the reason of its end. */
function startWriter({ url }: NatsServer, id: string) {
  const path = fileURLToPath(new URL("append-forever.ts", import.meta.url));
  const child = spawn(process.execPath, [path, url, id, String(SHORT_MS)], { stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  const lines: string[] = [];
  createInterface(child.stdout).on("line", (line) => lines.push(line));
  const acknowledged = () => Number(lines.findLast((line) => /^\d+$/.test(line)) ?? 0);
  const begun = () => expect.poll(() => acknowledged() > 30 || child.exitCode !== null).toBe(true);
  return { child, lines, acknowledged, begun };
}

describe.skipIf(natsServer === "")("a log on NATS that several processes share", () => {
  test("ends the ids of each process's new runs in its own way", async () => {
    const server = await natsServerForTest();
    const suffixes = [await open(server), await open(server)].map(({ idSuffix }) => idSuffix);
    expect(suffixes).toEqual([expect.stringMatching(/^-[0-9a-f]{4}$/), expect.stringMatching(/^-[0-9a-f]{4}$/)]);
    expect(new Set(suffixes).size).toBe(2);
  });

  test("shows each of them what the others store, at the same positions", async () => {
    const server = await natsServerForTest();
    const [first, second] = [await open(server), await open(server)];
    const changes: string[] = [];
    second.watch((id, change) => changes.push(`${id} ${change} ${second.run(id)?.status} ${second.run(id)?.head}`));
    const own: string[] = [];
    first.watch((id) => own.push(id));
    await first.createRun({ ...run("a"), data });
    await first.append("a", [notice(1), epochChunk(2, 3)]);
    await expect.poll(() => second.run("a")?.head).toBe(4);
    expect(await second.read("a", 1)).toEqual([epochChunk(2, 3)]);
    expect((await second.training("a"))?.data).toEqual(data);
    expect(await statusForReader(server, "a", LONG_MS)).toBe("running");
    await first.append("a", [finished(5)]);
    await expect.poll(() => second.run("a")?.status).toBe("finished");
    expect(second.run("a")).toEqual(first.run("a"));
    expect(changes).toEqual(["a status running 0", "a events running 4", "a status finished 5"]);
    expect(own).toEqual([]);
    await first.applyRetention({ keepBytes: 1 });
    await expect.poll(() => second.runs()).toEqual([]);
  });

  test("shows one of them on request what another has stored a moment ago, before it arrives by itself", async () => {
    const server = await natsServerForTest();
    const [first, second] = [await open(server), await open(server)];
    await first.createRun(run("a"));
    for (let seq = 1; seq <= 20; seq++) {
      await first.append("a", [notice(seq)]);
      await second.refresh("a");
      expect(second.run("a")?.head).toBe(seq);
    }
  });

  test("lets one of them begin a queued run, and gives each key to one", async () => {
    const server = await natsServerForTest();
    const logs = [await open(server), await open(server), await open(server)];
    await logs[0]!.createRun({ ...run("a"), isQueued: true });
    const begun = await Promise.allSettled(logs.map((log) => log.beginRun("a")));
    expect(begun.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    const claims = logs.map((log, i) => log.claimKey({ owner: "a", key: "k", request: "w", reply: String(i) }));
    expect((await Promise.all(claims)).filter((earlier) => earlier === undefined)).toHaveLength(1);
    const starts = logs.map((log, i) =>
      log.createRun({ ...run(`b${i}`), key: { owner: "", key: "s", request: "w", reply: `b${i}` } }),
    );
    expect((await Promise.allSettled(starts)).filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    await expect.poll(() => logs.map((log) => log.runs().length)).toEqual([2, 2, 2]);
  });

  test("shows each of them that an interrupted run has failed, with a last event that says why", async () => {
    const server = await natsServerForTest();
    const [first, second] = [await open(server), await open(server)];
    const changes: string[] = [];
    await first.createRun(run("a"));
    await first.append("a", [notice(1)]);
    await second.failRun("a", "it is running");
    await first.interrupt("a");
    await expect.poll(() => second.run("a")?.status).toBe("interrupted");
    first.watch((id, change) => changes.push(`${id} ${change}`));
    second.watch((id, change) => changes.push(`${id} ${change}`));
    // Two processes say so, and one is first.
    await Promise.all([first.failRun("a", "5 workers died"), second.failRun("a", "5 workers died")]);
    await expect
      .poll(() => [first, second].map((log) => log.run("a")?.failure))
      .toEqual(Array(2).fill("5 workers died"));
    expect(first.run("a")).toMatchObject({ status: "interrupted", head: 2 });
    expect(second.run("a")).toEqual(first.run("a"));
    expect((await second.read("a", 1)).map((chunk) => chunk.type === "noticed" && chunk.text)).toEqual([
      "failed: 5 workers died",
    ]);
    expect(changes.length).toBeGreaterThan(0);
    expect(new Set(changes)).toEqual(new Set(["a status"]));
  });

  test("refuses the events of a run that another process is running", async () => {
    const server = await natsServerForTest();
    const [first, second] = [await open(server), await open(server)];
    await first.createRun(run("a"));
    await expect.poll(() => second.run("a")?.status).toBe("running");
    await expect(second.append("a", [notice(1)])).rejects.toThrow(
      new RangeError('log.append: expected a running run, got "a", which is running in another process'),
    );
  });

  test("has lost nothing of a process that was killed: its run is reported as interrupted, and then is", async () => {
    const server = await natsServerForTest();
    const writer = startWriter(server, "a");
    await writer.begun();
    writer.child.kill("SIGKILL");
    // No process can write that it is interrupted.
    await expect.poll(() => statusForReader(server, "a", SHORT_MS)).toBe("interrupted");
    const log = await open(server, { leaseMs: SHORT_MS });
    await expect.poll(() => log.run("a")).toMatchObject({ status: "interrupted", isLost: true });
    const { head } = log.run("a")!;
    expect(head).toBeGreaterThanOrEqual(writer.acknowledged());
    expect(await positions(log, "a")).toEqual(upTo(head));
  });

  test("stops a process whose lease has expired: none of its later events is stored", async () => {
    const server = await natsServerForTest();
    const log = await open(server, { leaseMs: SHORT_MS });
    const writer = startWriter(server, "a");
    await writer.begun();
    writer.child.kill("SIGSTOP");
    await expect.poll(() => log.run("a")?.status).toBe("interrupted");
    const { head } = log.run("a")!;
    writer.child.kill("SIGCONT");
    await expect
      .poll(() => writer.lines.at(-1))
      .toBe('log.append: expected a running run, got "a", which is interrupted');
    expect(writer.acknowledged()).toBeLessThanOrEqual(head);
    expect(log.run("a")).toMatchObject({ status: "interrupted", head });
    expect(await positions(log, "a")).toEqual(upTo(head));
  });

  test("continues after its server was killed and started again, without a gap or a repeated event", async () => {
    const server = await natsServerForTest();
    const log = await open(server);
    await log.createRun(run("a"));
    let head = 0;
    const restarted = server.kill("SIGKILL").then(() => server.restart());
    while (head < 60) head = (await log.append("a", [epochChunk(head + 1, 3)])).head;
    await restarted;
    expect(await positions(log, "a")).toEqual(upTo(head));
    expect(log.run("a")).toMatchObject({ status: "running", head });
    const other = await open(server);
    expect(other.run("a")).toEqual(log.run("a"));
  });

  test("knows the position of a run's newest snapshot, unless a command is among its events", async () => {
    const server = await natsServerForTest();
    const [log, other] = [await open(server), await open(server)];
    const scores = { loss: 1 } as never;
    const state = { epoch: 0, parameters: Float64Array.of(1), memory: Float64Array.of(), settings: {} } as never;
    const snapshot = (seq: number) =>
      ({ type: "snapshot", seq, time: 1, epoch: 0, hash: "", scores, snapshot: state }) as const;
    const resumesAt = async (head: number) => {
      await expect.poll(() => other.run("a")?.head).toBe(head);
      return (await other.training("a"))?.resumesAt;
    };
    await log.createRun(run("a"));
    await log.append("a", [snapshot(1), notice(2), snapshot(3), notice(4)]);
    expect(await resumesAt(4)).toBe(3);
    const command = { type: "pause" } as const;
    await log.append("a", [{ type: "commanded", seq: 5, time: 1, epoch: 0, step: 0, command, outcome: "applied" }]);
    await log.append("a", [snapshot(6)]);
    expect(await resumesAt(6)).toBeUndefined();
  });

  test("keeps what is larger than a message: a training, a snapshot, an append", async () => {
    const server = await natsServerForTest();
    const log = await open(server);
    const from = { text: "x".repeat(2_000_000) };
    await log.createRun({ ...run("a"), options: { from } });
    const values = Float64Array.from({ length: 300_000 }, (_, i) => 1 / (i + 3));
    const snapshot = { epoch: 0, parameters: values, memory: new Float64Array(2), settings: {} } as never;
    await log.append("a", [{ type: "snapshot", seq: 1, time: 1, epoch: 0, hash: "", scores: {} as never, snapshot }]);
    await log.append("a", [epochChunk(2, 100_000)]);
    const other = await open(server);
    expect(await other.training("a")).toEqual({ name: "a", spec, options: { from }, snapshot, resumesAt: 1 });
    expect(await other.read("a", 1)).toEqual([epochChunk(2, 100_000)]);
    await log.append("a", [finished(100_002)]);
    await log.applyRetention({ keepBytes: 1 });
    await expect(log.checkRoom()).resolves.toBeUndefined();
  });
});
