import { startRun } from "@epochal/stream";
import { eventsOf, lastSeq } from "@epochal/stream/events";
import fc from "fast-check";
import { statSync } from "node:fs";
import { lastValueFrom, toArray } from "rxjs";
import { describe, expect, test } from "vitest";
import { data, epochChunk, notice, spec } from "../test/fake-chunks.ts";
import { countCommits } from "../test/commits.ts";
import { readAll, useFolder } from "../test/store-file.ts";
import { openLog } from "./log.ts";
import { readLog } from "./runs/reader.ts";
import { isRunTooLarge } from "./runs/run-too-large.ts";
import { compressData } from "./store/training-data.ts";

const store = useFolder();
const a = { id: "a", name: "first", spec };

describe("a log", () => {
  test("returns the events of a real run, bit for bit", async () => {
    const run = startRun(spec, data, { id: "a" });
    const chunks = await lastValueFrom(run.chunks$.pipe(toArray()));
    const log = openLog(store());
    log.createRun(a);
    for (const chunk of chunks) log.append("a", [chunk]);
    expect(readAll(log, "a")).toEqual(chunks);
    expect(log.run("a")).toMatchObject({
      status: "finished",
      reason: "completed",
      epoch: 10,
      epochs: 10,
      head: lastSeq(chunks.at(-1)!),
    });
    log.close();
  });

  test("reads from any position, in chunks of any size", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }), fc.nat({ max: 60 }), (sizes, after) => {
        const log = openLog(":memory:");
        log.createRun(a);
        let seq = 1;
        for (const size of sizes) {
          log.append("a", [size === 1 ? notice(seq) : epochChunk(seq, size)]);
          seq += size;
        }
        const positions = readAll(log, "a", after).flatMap((chunk) =>
          [...eventsOf(chunk, after)].map((event) => event.seq),
        );
        const wanted = Array.from({ length: Math.max(0, seq - 1 - after) }, (_, i) => after + 1 + i);
        expect(positions).toEqual(wanted);
        log.close();
      }),
    );
  });

  test("lists runs, newest first", () => {
    let time = 0;
    const log = openLog(":memory:", { now: () => ++time, identity: () => `log-${time}` });
    log.createRun(a);
    log.createRun({ ...a, id: "b", name: "second", parent: "a" });
    const none = { status: "running", head: 0, epoch: 0, epochs: 10, bytes: 0 };
    expect(log.runs()).toEqual([
      { id: "b", log: "log-2", name: "second", parent: "a", started: 3, ...none },
      { id: "a", log: "log-1", name: "first", started: 2, ...none },
    ]);
    expect(log.latest()?.id).toBe("b");
    expect(log.run("c")).toBeUndefined();
    log.close();
  });

  test("rejects events that do not follow the newest one, and keeps the earlier ones", () => {
    const log = openLog(":memory:");
    log.createRun(a);
    log.append("a", [notice(1), epochChunk(2, 3)]);
    expect(() => log.append("a", [notice(6)])).toThrow('log.append: expected position 5 of "a", got 6');
    expect(() => log.append("a", [notice(5), notice(5)])).toThrow('log.append: expected position 6 of "a", got 5');
    expect(log.run("a")?.head).toBe(4);
    log.append("a", [notice(5)]);
    expect(log.run("a")?.head).toBe(5);
    log.close();
  });

  test("has no latest run without runs", () => {
    const log = openLog(":memory:");
    expect(log.latest()).toBeUndefined();
    log.close();
  });

  test("interrupts only the given run", () => {
    const log = openLog(":memory:", { now: () => 7 });
    log.createRun(a);
    log.createRun({ ...a, id: "b" });
    log.append("a", [notice(1)]);
    log.interrupt("a");
    expect(log.run("a")).toMatchObject({ status: "interrupted", ended: 7, head: 1 });
    expect(log.run("b")?.status).toBe("running");
    expect(() => log.append("a", [notice(2)])).toThrow("which is interrupted");
    log.close();
  });

  test("rejects unknown runs and duplicate ids", () => {
    const log = openLog(":memory:");
    log.createRun(a);
    expect(() => log.createRun(a)).toThrow('log.createRun: expected a new id, got "a", which exists already');
    expect(() => log.append("b", [notice(1)])).toThrow('log.append: expected a known run, got "b"');
    log.close();
  });
});

describe("a log of many runs", () => {
  test("stores appends of several runs in one commit", () => {
    const log = openLog(store());
    for (const id of ["a", "b", "c"]) log.createRun({ ...a, id });
    const before = countCommits(store());
    log.appendAll(["a", "b", "c"].map((run) => ({ run, chunks: [notice(1), epochChunk(2, 3)] })));
    expect(countCommits(store()) - before).toBe(1);
    log.close();
  });

  test("rejects only invalid appends", () => {
    const log = openLog(":memory:");
    for (const id of ["a", "b", "c"]) log.createRun({ ...a, id });
    const outcomes = log.appendAll([
      { run: "a", chunks: [notice(1), epochChunk(2, 3)] },
      { run: "b", chunks: [notice(1), notice(7)] },
      { run: "nobody", chunks: [notice(1)] },
      { run: "c", chunks: [notice(1)] },
      { run: "a", chunks: [notice(5)] },
    ]);
    expect(outcomes.map((one) => (one instanceof Error ? one.message : `${one.id} ${one.head}`))).toEqual([
      "a 4",
      'log.append: expected position 2 of "b", got 7',
      'log.append: expected a known run, got "nobody"',
      "c 1",
      "a 5",
    ]);
    expect(log.runs().map(({ id, head }) => `${id} ${head}`)).toEqual(["c 1", "b 0", "a 5"]);
    expect(readAll(log, "a")).toEqual([notice(1), epochChunk(2, 3), notice(5)]);
    log.close();
  });

  test("reports the size of each run, and deletes ended runs, all or none", () => {
    const log = openLog(":memory:");
    for (const id of ["a", "b", "c"]) {
      log.createRun({ ...a, id });
      log.append(id, [epochChunk(1, 100)]);
    }
    expect(log.run("a")?.bytes).toBeGreaterThan(100 * 3 * 8);
    log.interrupt("a");
    log.interrupt("b");
    expect(() => log.deleteRuns(["a", "c"])).toThrow(
      'log.deleteRuns: expected a run that has ended, got "c", which is running',
    );
    expect(() => log.deleteRuns(["a", "d"])).toThrow('log.deleteRuns: expected a known run, got "d"');
    expect(log.runs()).toHaveLength(3);
    log.deleteRuns(["a", "b"]);
    expect(log.runs().map(({ id }) => id)).toEqual(["c"]);
    expect(log.read("a", 0)).toEqual([]);
    expect(readAll(log, "c")).toEqual([epochChunk(1, 100)]);
    log.close();
  });
});

describe("a log with a quota for each run", () => {
  test("rejects what exceeds it, for that run only, and stores its end", () => {
    const log = openLog(":memory:", { maxRunBytes: 10_000 });
    for (const id of ["a", "b"]) log.createRun({ ...a, id });
    let stored = 0;
    const fill = () => {
      for (;;) stored = log.append("a", [epochChunk(stored + 1, 10)]).head;
    };
    const line =
      'log.append: expected at most 10000 bytes of events of "a", got more: the run is too large; what was stored is kept';
    expect(fill).toThrow(line);
    expect(stored).toBeGreaterThan(200);
    const outcomes = log.appendAll([
      { run: "a", chunks: [notice(stored + 1), epochChunk(stored + 2, 100)] },
      { run: "b", chunks: [epochChunk(1, 100)] },
    ]);
    expect(outcomes.map((one) => (one instanceof Error ? isRunTooLarge(one) : one.head))).toEqual([true, 100]);
    expect(log.run("a")).toMatchObject({ status: "running", head: stored });
    expect(log.run("a")!.bytes).toBeLessThanOrEqual(10_000);
    // A notice, and the end with the model.
    const text = "x".repeat(30_000);
    expect(log.append("a", [notice(stored + 1, text), notice(stored + 2, text)]).head).toBe(stored + 2);
    expect(() => log.append("a", [notice(stored + 3, text)])).toThrow(line);
    const model = { text: text + text } as never;
    const end = {
      type: "finished",
      seq: stored + 3,
      time: 0,
      reason: "stopped",
      epoch: 1,
      modelEpoch: 1,
      hash: "",
      model,
      report: {} as never,
    } as const;
    expect(log.append("a", [end])).toMatchObject({ status: "finished", head: stored + 3 });
    log.close();
  });
});

describe("a log in a file", () => {
  test("returns the space of deleted runs", () => {
    const log = openLog(store());
    for (const id of ["a", "b"]) {
      log.createRun({ ...a, id });
      for (let seq = 1; seq < 100_000; seq += 1000) log.append(id, [epochChunk(seq, 1000)]);
      log.interrupt(id);
    }
    const used = log.usedBytes();
    expect(used).toBeGreaterThan(2 * 100_000 * 24);
    log.deleteRuns(["a"]);
    expect(log.usedBytes()).toBeLessThan(0.6 * used);
    let times = 1;
    while (log.vacuumStep()) times += 1;
    expect(times).toBeGreaterThan(1);
    log.close();
    expect(statSync(store()).size).toBeLessThan(0.6 * used);
  });

  test("stores equal rows once, for as long as a run uses them", async () => {
    const log = openLog(store());
    const rows = Float64Array.from({ length: 50_000 }, (_, i) => 1 / (i + 1));
    const data = { train: { rows: 25_000, x: rows }, columns: ["π"] };
    const usedBefore = log.usedBytes();
    for (const id of ["a", "b"]) {
      log.createRun({ ...a, id, data: await compressData(data) });
      log.interrupt(id);
    }
    const used = log.usedBytes() - usedBefore;
    expect(used).toBeLessThan(rows.byteLength);
    expect(log.training("b")).toEqual({ name: "first", spec, data });
    log.deleteRuns(["a"]);
    expect(log.training("b")?.data).toEqual(data);
    log.deleteRuns(["b"]);
    expect(log.usedBytes() - usedBefore).toBeLessThan(used / 10);
    expect(log.training("b")).toBeUndefined();
    log.close();
  });

  test("returns the newest snapshot of a run, to resume it", async () => {
    const run = startRun(spec, data, { id: "a" });
    const chunks = await lastValueFrom(run.chunks$.pipe(toArray()));
    const snapshots = chunks.filter((chunk) => chunk.type === "snapshot");
    const log = openLog(store());
    log.createRun(a);
    expect(log.training("a")).toEqual({ name: "first", spec });
    log.append("a", chunks.slice(0, chunks.indexOf(snapshots[1]!) + 1));
    log.close();
    const reader = readLog(store());
    expect(reader.training("a")?.snapshot).toEqual(snapshots[1]!.snapshot);
    reader.close();
  });

  test("marks a run as interrupted if it is closed before the run has ended", () => {
    const log = openLog(store());
    log.createRun(a);
    log.close();
    const later = openLog(store());
    expect(later.run("a")?.status).toBe("interrupted");
    later.close();
  });
});
