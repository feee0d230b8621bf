import { startRun } from "@epochal/stream";
import { eventsOf, lastSeq, type EventChunk } from "@epochal/stream/events";
import fc from "fast-check";
import { execFileSync, spawn } from "node:child_process";
import {
  mkdirSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { lastValueFrom, toArray } from "rxjs";
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { data, epochChunk, notice, spec } from "../test/fake-chunks.ts";
import { countCommits } from "../test/commits.ts";
import { openLog } from "./log.ts";
import type { RunLog } from "./run-log.ts";
import { startLogThread } from "./thread/log-thread.ts";
import { readLog } from "./runs/reader.ts";
import { isRunTooLarge } from "./runs/run-too-large.ts";
import { isStoreInUse } from "./store/lock.ts";
import { compressData } from "./store/training-data.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "epochal-log-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const a = { id: "a", name: "first", spec };
const store = () => join(folder, "runs.db");

/** All chunks of a run after a position, read page by page. */
function readAll(log: RunLog, run: string, after = 0, limit = 3): EventChunk[] {
  const all: EventChunk[] = [];
  for (let cursor = after; ;) {
    const page = log.read(run, cursor, limit);
    const last = page.at(-1);
    if (!last) return all;
    all.push(...page);
    cursor = lastSeq(last);
  }
}

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
  test("has lost nothing when its process was killed, and marks the run as interrupted", async () => {
    const path = fileURLToPath(new URL("../test/append-forever.ts", import.meta.url));
    const child = spawn(process.execPath, [path, store()], { stdio: ["ignore", "pipe", "inherit"] });
    const exited = new Promise((resolve) => child.on("exit", resolve));
    const acknowledged = new Map<string, number>();
    for await (const line of createInterface(child.stdout)) {
      const [id = "", head] = line.split(" ");
      acknowledged.set(id, Number(head));
      if (id === "b" && Number(head) > 10_000) child.kill("SIGKILL");
    }
    await exited;

    const log = openLog(store());
    expect(acknowledged.size).toBe(3);
    for (const [id, least] of acknowledged) {
      const { status, head } = log.run(id)!;
      expect(status).toBe("interrupted");
      expect(head).toBeGreaterThanOrEqual(least);
      const positions = readAll(log, id, 0, 64).flatMap((chunk) => [...eventsOf(chunk)].map(({ seq }) => seq));
      expect(positions).toEqual(Array.from({ length: head }, (_, i) => i + 1));
    }
    const endless = log.run("c")!;
    expect(() => log.append("c", [notice(endless.head + 1)])).toThrow("which is interrupted");
    // The store can still be written.
    log.createRun({ ...a, id: "new" });
    log.append("new", [notice(1)]);
    log.close();
  });

  test("has all or nothing of a commit if its process is killed during it", async () => {
    const path = fileURLToPath(new URL("../test/die-in-commit.ts", import.meta.url));
    const child = spawn(process.execPath, [path, store()], { stdio: ["ignore", "ignore", "inherit"] });
    const signal = await new Promise((resolve) => child.on("exit", (_, by) => resolve(by)));
    expect(signal).toBe("SIGKILL");
    // The transaction did not fit into memory: parts of it are in the file without a commit.
    expect(statSync(`${store()}-wal`).size).toBeGreaterThan(4e6);
    const log = openLog(store());
    expect(log.runs().map(({ id, head, status }) => ({ id, head, status }))).toEqual([
      { id: "second", head: 1, status: "interrupted" },
      { id: "first", head: 1, status: "interrupted" },
    ]);
    expect([...readAll(log, "first"), ...readAll(log, "second")]).toEqual([notice(1), notice(1)]);
    log.close();
  });

  test("has nothing of a run if its process is killed while it copies it", async () => {
    const from = join(folder, "from.db");
    const source = openLog(from);
    source.createRun(a);
    for (let i = 0; i < 300; i++) source.append("a", [epochChunk(1 + 1000 * i, 1000)]);
    source.close();
    const path = fileURLToPath(new URL("../test/die-in-copy.ts", import.meta.url));
    const child = spawn(process.execPath, [path, from, store()], { stdio: ["ignore", "ignore", "inherit"] });
    const signal = await new Promise((resolve) => child.on("exit", (_, by) => resolve(by)));
    expect(signal).toBe("SIGKILL");
    const log = openLog(store());
    expect(log.runs()).toEqual([]);
    log.close();
  });

  test("can be read while it is written: all stored events, from any position", () => {
    const log = openLog(store());
    log.createRun(a);
    log.append("a", [notice(1), epochChunk(2, 3)]);
    const reader = readLog(store());
    expect(reader.run("a")).toEqual(log.run("a"));
    expect(reader.read("a", 1)).toEqual([epochChunk(2, 3)]);
    log.append("a", [epochChunk(5, 2)]);
    expect(reader.read("a", 4)).toEqual([epochChunk(5, 2)]);
    // An unfinished read does not block the writer.
    for (let seq = 7; seq < 100; seq += 3) {
      expect(reader.read("a", seq - 7, 1)).toHaveLength(1);
      log.append("a", [epochChunk(seq, 3)]);
    }
    expect(reader.latest()).toMatchObject({ status: "running", head: 99 });
    log.close();
    expect(reader.latest()).toMatchObject({ status: "interrupted", head: 99 });
    reader.close();
    // The last connection has removed SQLite's files.
    expect(readdirSync(folder)).toEqual(["runs.db", "runs.db-lock"]);
  });

  test("can be read without a writer: a run that has lost its process is reported as interrupted", () => {
    const log = openLog(store());
    log.createRun(a);
    log.append("a", [notice(1)]);
    log.close();
    execute(store(), "UPDATE runs SET status = 'running', ended = NULL");
    const reader = readLog(store());
    expect(reader.runs()).toMatchObject([{ id: "a", status: "interrupted" }]);
    expect(reader.run("a")).not.toHaveProperty("ended");
    reader.close();
  });

  test("is not created by a reader", () => {
    expect(() => readLog(store())).toThrow(`readLog: expected a store at ${store()}, got nothing there`);
    writeFileSync(store(), "");
    expect(() => readLog(store())).toThrow(`readLog: expected a store at ${store()}, got an empty file`);
    expect(readdirSync(folder)).toEqual(["runs.db"]);
  });

  test.each(["a folder", "a pipe or a device"])("is not opened if it is %s", (kind) => {
    if (kind === "a folder") mkdirSync(store());
    else execFileSync("mkfifo", [store()]);
    for (const [open, where] of [
      [openLog, "openLog"],
      [readLog, "readLog"],
    ] as const) {
      expect(() => open(store())).toThrow(
        new RangeError(`${where}: expected a file for the store at ${store()}, got ${kind}: choose another file`),
      );
    }
  });

  test("cannot be opened a second time through a link", () => {
    const first = openLog(store());
    symlinkSync(store(), join(folder, "link.db"));
    expect(() => openLog(join(folder, "link.db"))).toThrow("expected a store that no other process has open");
    first.close();
  });

  describe.each([
    ["deleted", () => rmSync(store())],
    ["moved", () => renameSync(store(), join(folder, "moved.db"))],
    [
      "replaced",
      () => {
        renameSync(store(), join(folder, "moved.db"));
        copyFileSync(join(folder, "moved.db"), store());
      },
    ],
  ])("that is %s while it is written", (_, harm) => {
    const line = (where: string, to = "writable") =>
      `${where}: expected the store at ${store()} to be ${to}, got: its file was deleted, moved or replaced while it was open: start again with a new store`;

    test("fails after half a second, and for good", () => {
      const log = openLog(store());
      for (const id of ["a", "b"]) log.createRun({ ...a, id });
      log.append("a", [notice(1)]);
      harm();
      const now = performance.now.bind(performance);
      const later = vi.spyOn(performance, "now").mockImplementation(() => now() + 510);
      onTestFinished(() => later.mockRestore());
      expect(() => log.append("a", [notice(2)])).toThrow(new Error(line("log.append")));
      expect(log.appendAll([{ run: "b", chunks: [notice(1)] }])).toEqual([new Error(line("log.append"))]);
      expect(() => log.createRun({ ...a, id: "c" })).toThrow(new Error(line("log.createRun")));
      // The failure was already reported, so closing does not throw.
      log.close();
    });

    test("never calls a run complete", async () => {
      const run = startRun(spec, data, { id: "a" });
      const chunks = await lastValueFrom(run.chunks$.pipe(toArray()));
      const log = openLog(store());
      log.createRun(a);
      harm();
      expect(() => log.append("a", chunks)).toThrow(line("log.append"));
      log.close();
    });

    test("says so at the latest when it is closed", async () => {
      const log = openLog(store());
      log.createRun(a);
      harm();
      expect(() => log.close()).toThrow(new Error(line("log.close", "complete")));
      const thread = await startLogThread(join(folder, "other.db"));
      rmSync(join(folder, "other.db"));
      await expect(thread.close()).rejects.toThrow("log.close: expected the store at");
    });
  });

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

  test("has one writer at a time; a second one is rejected until the first has closed", () => {
    const first = openLog(store());
    first.createRun(a);
    expect(() => openLog(store())).toThrow(
      `openLog: expected a store that no other process has open, got ${store()}: stop the other server, or choose another file`,
    );
    expect(() => openLog(store())).toThrow(expect.toSatisfy(isStoreInUse));
    // The rejected one has changed nothing.
    first.append("a", [notice(1)]);
    expect(first.run("a")?.status).toBe("running");
    first.close();
    const second = openLog(store());
    expect(second.run("a")).toMatchObject({ status: "interrupted", head: 1 });
    second.close();
  });

  test("is opened by exactly one of several processes that create it at the same moment", async () => {
    const others = Array.from({ length: 5 }, holdElsewhere);
    const lines = await Promise.all(others.map(({ firstLine }) => firstLine));
    expect(lines.filter((line) => line === "held")).toHaveLength(1);
    for (const line of lines) expect(line).toMatch(/^held$|^openLog: expected a store that no other process has open/);
    await Promise.all(others.map((other) => other.leave()));
  });

  test("marks a run as interrupted if it is closed before the run has ended", () => {
    const log = openLog(store());
    log.createRun(a);
    log.close();
    const later = openLog(store());
    expect(later.run("a")?.status).toBe("interrupted");
    later.close();
  });

  test("reports damage in one line in every function", async () => {
    const first = openLog(store());
    first.createRun(a);
    first.append("a", [notice(1)]);
    first.close();
    execute(store(), `UPDATE chunks SET json = '{"type'; UPDATE runs SET spec = '{'`);
    const log = openLog(store());
    const line = (where: string) =>
      new RegExp(
        `^${where}: expected the store at .*runs.db to be readable, got: [^\\n]*JSON[^\\n]*: the store is damaged$`,
      );
    expect(() => log.read("a", 0)).toThrow(line("log.read"));
    expect(() => log.training("a")).toThrow(line("log.training"));
    log.createRun({ ...a, id: "b", data: await compressData({ x: Float64Array.of(1, 2) }) });
    log.append("b", [epochChunk(1, 3)]);
    log.close();
    execute(store(), `UPDATE chunks SET numbers = x'00'; UPDATE data SET json = replace(json, '"x"', '"y"')`);
    const reader = readLog(store());
    expect(() => reader.read("b", 0)).toThrow(
      /^log.read: expected the store at .* to be readable, got: [^\n]*: the store is damaged$/,
    );
    expect(() => reader.training("b")).toThrow(
      /^log.training: .* got: expected rows with the hash [0-9a-f]+, got [0-9a-f]+: the store is damaged$/,
    );
    reader.close();
    execute(store(), "DROP TABLE chunks");
    expect(() => openLog(store())).toThrow(/^openLog: expected the store at .* got: no such table: .*chunks$/);
    // The rejected one does not keep the lock.
    expect(() => openLog(store())).toThrow(/no such table/);
  });

  test("reports a full disk in one line, keeps the earlier events and can be closed", () => {
    const log = openLog(store());
    const full = "BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END";
    execute(store(), `CREATE TRIGGER full BEFORE INSERT ON chunks WHEN new.last > 1 ${full}`);
    execute(store(), `CREATE TRIGGER stuck BEFORE UPDATE OF status ON runs WHEN new.status = 'interrupted' ${full}`);
    log.createRun(a);
    log.append("a", [notice(1)]);
    expect(() => log.append("a", [notice(2)])).toThrow(
      `log.append: expected the store at ${store()} to be writable, got: database or disk is full`,
    );
    expect(log.run("a")?.head).toBe(1);
    log.close();
    execute(store(), "DROP TRIGGER full; DROP TRIGGER stuck");
    const later = openLog(store());
    expect(later.run("a")).toMatchObject({ status: "interrupted", head: 1 });
    later.close();
  });

  test.each([
    [
      "a text",
      (path: string) => writeFileSync(path, "Dear diary,\n".repeat(100)),
      /expected a file for the store at .*file is not a database: choose another file/,
    ],
    [
      "a missing folder",
      () => {},
      /expected a file for the store at .*unable to open database file: create its folder and allow writing to it, or choose another path/,
    ],
    [
      "a newer store",
      (path: string) => execute(path, "PRAGMA user_version = 99"),
      /expected a store of version 4 in .*, got version 99: a newer epochal wrote it, and can read it/,
    ],
    [
      "an older store",
      (path: string) => execute(path, "PRAGMA user_version = 2"),
      /expected a store of version 4 in .*, got version 2: an older epochal wrote it, and can read it/,
    ],
    [
      "a store whose version is damaged",
      (path: string) => execute(path, "CREATE TABLE runs (id); CREATE TABLE chunks (run); PRAGMA user_version = -7"),
      /expected a store of version 4 in .*, got version -7: it is damaged/,
    ],
    [
      "another program's database with a version",
      (path: string) => execute(path, "CREATE TABLE birds (name); PRAGMA user_version = 78"),
      /got a database of another program: choose another file/,
    ],
    [
      "another program's database",
      (path: string) => execute(path, "CREATE TABLE birds (name)"),
      /got a database of another program/,
    ],
  ])("refuses %s with one line, and leaves it as it is", (what, make, message) => {
    const path = what === "a missing folder" ? join(folder, "none", "runs.db") : store();
    make(path);
    const before = existsSync(path) && readFileSync(path);
    expect(() => openLog(path)).toThrow(expect.objectContaining({ name: "RangeError" }));
    expect(() => openLog(path)).toThrow(message);
    expect(existsSync(`${path}-lock`)).toBe(false);
    expect(existsSync(path) && readFileSync(path)).toEqual(before);
  });

  test("rejects an empty path", () => {
    expect(() => openLog("")).toThrow(new RangeError('openLog: expected a file or :memory:, got ""'));
  });
});

/** Another process that opens the store, prints the result, and holds the store until its standard input ends. */
function holdElsewhere() {
  const path = fileURLToPath(new URL("../test/hold.ts", import.meta.url));
  const child = spawn(process.execPath, [path, store()], { stdio: ["pipe", "pipe", "inherit"] });
  const exited = new Promise((resolve) => child.on("exit", resolve));
  return {
    firstLine: new Promise<string>((resolve) => createInterface(child.stdout).once("line", resolve)),
    leave: () => {
      child.stdin.end();
      return exited;
    },
  };
}

function execute(path: string, sql: string): void {
  const database = new DatabaseSync(path);
  database.exec(sql);
  database.close();
}
