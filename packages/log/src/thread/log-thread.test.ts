import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { epochChunk, notice, spec } from "../../test/fake-chunks.ts";
import { countCommits } from "../../test/commits.ts";
import { eventLogContract } from "../../test/event-log-contract.ts";
import type { EventLog } from "../event-log.ts";
import { startLogThread, type LogThreadOptions } from "./log-thread.ts";
import { readLog } from "../runs/reader.ts";

function newStore(): string {
  const folder = mkdtempSync(join(tmpdir(), "epochal-log-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, "runs.db");
}

async function start(store = ":memory:", options: LogThreadOptions = {}): Promise<EventLog> {
  const log = await startLogThread(store, options);
  onTestFinished(() => log.close());
  return log;
}

const run = (id: string) => ({ id, name: `run ${id}`, spec });

eventLogContract("a log in its own thread", () => {
  const store = newStore();
  return (options) => startLogThread(store, options);
});

describe("a log in its own thread", () => {
  test("has stored an append when it resolves: a second reader of the file finds it", async () => {
    const store = newStore();
    const log = await start(store);
    await log.createRun(run("a"));
    const reader = readLog(store);
    for (let seq = 1; seq < 50; seq += 2) {
      await log.append("a", [epochChunk(seq, 2)]);
      expect(reader.run("a")).toEqual(log.run("a"));
      expect(reader.read("a", seq - 1)).toEqual([epochChunk(seq, 2)]);
    }
    reader.close();
  });

  test("stores appends of several runs that arrive together in one commit", async () => {
    const store = newStore();
    const log = await start(store);
    const ids = Array.from({ length: 20 }, (_, i) => `run-${i}`);
    await Promise.all(ids.map((id) => log.createRun(run(id))));
    const before = countCommits(store);
    const appends = Array.from({ length: 200 }, (_, i) => log.append(ids[i % 20]!, [notice(1 + Math.floor(i / 20))]));
    await Promise.all(appends);
    expect(ids.map((id) => log.run(id)?.head)).toEqual(ids.map(() => 10));
    // A few, if the thread begins before all have arrived.
    expect(countCommits(store) - before).toBeLessThan(100);
  });

  test("a flood of other requests does not delay an append", async () => {
    const log = await start();
    await log.createRun(run("a"));
    let [claimed, claimedBefore] = [0, 0];
    const claim = (key: string) => log.claimKey({ owner: "a", key, request: "", reply: "" }).then(() => (claimed += 1));
    const requests: Promise<unknown>[] = [];
    // Each group is a message to the thread, which takes them more slowly than they come.
    for (let group = 0; group < 25; group++) {
      for (let i = 0; i < 40; i++) requests.push(claim(`${group}-${i}`));
      if (group === 1) requests.push(log.append("a", [notice(1)]).then(() => (claimedBefore = claimed)));
      await new Promise((resolve) => setImmediate(resolve));
    }
    await Promise.all(requests);
    expect(claimedBefore).toBeLessThan(500);
    expect(claimed).toBe(1000);
  });

  test("rejects only the append that cannot be cloned", async () => {
    const log = await start();
    const withFunction = { ...run("a"), data: { rows: () => 3 } };
    const outcomes = await Promise.allSettled([log.createRun(withFunction), log.createRun(run("b"))]);
    expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "fulfilled"]);
    expect(log.runs().map(({ id }) => id)).toEqual(["b"]);
  });

  test("has at most 16 MiB in flight and stores all chunks in order", async () => {
    const log = await start();
    await Promise.all([log.createRun(run("a")), log.createRun(run("b"))]);
    const appends: Promise<unknown>[] = [];
    let most = 0;
    for (let seq = 1; seq < 1_000_000; seq += 20_000) {
      for (const id of ["a", "b"]) {
        const stored = log.append(id, [epochChunk(seq, 20_000)]);
        appends.push(stored.then(() => (most = Math.max(most, log.pendingBytes))));
      }
      most = Math.max(most, log.pendingBytes);
    }
    const interrupted = log.interrupt("b");
    await Promise.all([...appends, interrupted]);
    expect(most).toBeGreaterThan(10 * 1024 * 1024);
    expect(most).toBeLessThanOrEqual(16 * 1024 * 1024);
    expect(log.pendingBytes).toBe(0);
    expect(log.run("a")).toMatchObject({ head: 1_000_000, status: "running" });
    expect(log.run("b")).toMatchObject({ head: 1_000_000, status: "interrupted" });
  });

  test("stores new events before it has finished all reads", async () => {
    const log = await start();
    await Promise.all([log.createRun(run("a")), log.createRun(run("b"))]);
    for (let seq = 1; seq < 200_000; seq += 1000) await log.append("a", [epochChunk(seq, 1000)]);
    // While the thread is busy with this, all the following requests arrive.
    void log.append("a", [epochChunk(200_001, 600_000)]);
    await new Promise((resolve) => setImmediate(resolve));
    let read = 0;
    const slices = Array.from({ length: 900 }, async (_, i) => {
      const chunks = await log.read("a", 1000 * (i % 196), 4);
      read += 1;
      return chunks.map(({ seq }) => seq);
    });
    await slices[0];
    await log.append("b", [notice(1)]);
    expect(read).toBeLessThan(850);
    expect((await Promise.all(slices))[199]).toEqual([3001, 4001, 5001, 6001]);
  });

  test("keeps the runs that ended last, by age and size, and returns the space of the others", async () => {
    const store = newStore();
    let time = 0;
    const log = await start(store, { now: () => time });
    for (const id of ["a", "b", "c", "d"]) {
      await log.createRun(run(id));
      for (let seq = 1; seq < 50_000; seq += 1000) await log.append(id, [epochChunk(seq, 1000)]);
    }
    // `c` is still running. The run that began first ends last.
    for (const id of ["d", "b", "a"]) {
      time += 10;
      await log.interrupt(id);
    }
    const ids = () => log.runs().map(({ id }) => id);
    time = 45;
    await log.applyRetention({ keepMs: 35 });
    expect(ids()).toEqual(["d", "c", "b", "a"]);
    time = 46;
    await log.applyRetention({ keepMs: 35 });
    expect(ids()).toEqual(["c", "b", "a"]);
    await log.applyRetention({ keepBytes: 3_000_000 });
    expect(ids()).toEqual(["c", "a"]);
    // A running run is kept, however large it is.
    await log.applyRetention({ keepBytes: 1 });
    expect(ids()).toEqual(["c"]);
    await log.append("c", [notice(50_001)]);
    expect(log.latest()).toMatchObject({ id: "c", head: 50_001 });
    await log.close();
    expect(statSync(store).size).toBeLessThan(2 * 50_000 * 24);
    const reader = readLog(store);
    expect(reader.runs().map(({ id }) => id)).toEqual(["c"]);
    reader.close();
  });

  test("stores appends from before it was closed, and rejects later ones", async () => {
    const store = newStore();
    const log = await start(store);
    await log.createRun(run("a"));
    const stored = Array.from({ length: 50 }, (_, i) => log.append("a", [epochChunk(1 + 1000 * i, 1000)]));
    const closed = log.close();
    expect(log.close()).toBe(closed);
    await expect(log.append("a", [notice(50_001)])).rejects.toThrow("log: the log is closed");
    await closed;
    await expect(log.read("a", 0)).rejects.toThrow("the log is closed");
    expect((await Promise.all(stored)).at(-1)?.head).toBe(50_000);
    const reader = readLog(store);
    expect(reader.latest()).toMatchObject({ head: 50_000, status: "interrupted" });
    reader.close();
  });

  test("rejects with a reason if its store cannot be opened", async () => {
    const store = newStore();
    await start(store);
    await expect(startLogThread(store)).rejects.toThrow(RangeError);
    await expect(startLogThread("")).rejects.toThrow(new RangeError('openLog: expected a file or :memory:, got ""'));
  });
});
