import { startRun } from "@epochal/stream";
import { eventsOf, lastSeq, type EventChunk } from "@epochal/stream/events";
import fc from "fast-check";
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { lastValueFrom, toArray } from "rxjs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { data, epochChunk, notice, spec } from "../test/chunks.ts";
import { openLog, type RunLog } from "./log.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "epochal-log-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const a = { id: "a", name: "first", spec };
const store = () => join(folder, "runs.db");

/** All chunks of a run behind a position, page by page. */
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
  test("gives back the events of a real run, bit for bit", async () => {
    const run = startRun(spec, data, { id: "a" });
    const chunks = await lastValueFrom(run.chunks$.pipe(toArray()));
    const log = openLog(store());
    log.createRun(a);
    for (const chunk of chunks) log.append("a", [chunk]);
    expect(readAll(log, "a")).toEqual(chunks);
    expect(log.run("a")).toMatchObject({ status: "finished", epoch: 10, head: lastSeq(chunks.at(-1)!) });
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

  test("lists runs, the newest first", () => {
    let time = 0;
    const log = openLog(":memory:", { now: () => ++time, identity: () => `log-${time}` });
    log.createRun(a);
    log.createRun({ ...a, id: "b", name: "second" });
    expect(log.runs()).toEqual([
      { id: "b", log: "log-2", name: "second", spec, status: "running", started: 3, head: 0, epoch: 0 },
      { id: "a", log: "log-1", name: "first", spec, status: "running", started: 2, head: 0, epoch: 0 },
    ]);
    expect(log.latest()?.id).toBe("b");
    expect(log.run("c")).toBeUndefined();
    log.close();
  });

  test("refuses events that do not follow the newest one, and keeps what it has", () => {
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

  test("has no latest run while there is none", () => {
    const log = openLog(":memory:");
    expect(log.latest()).toBeUndefined();
    log.close();
  });

  test("ends a run where it was broken off, and no other", () => {
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

  test("refuses runs it does not know, and ids it knows", () => {
    const log = openLog(":memory:");
    log.createRun(a);
    expect(() => log.createRun(a)).toThrow('log.createRun: expected a new id, got "a", which is there already');
    expect(() => log.append("b", [notice(1)])).toThrow('log.append: expected a known run, got "b"');
    log.close();
  });
});

describe("a log in a file", () => {
  test("has lost nothing that was stored when its process was killed, and calls the run interrupted", async () => {
    const path = new URL("../test/append-forever.ts", import.meta.url).pathname;
    const child = spawn(process.execPath, [path, store()], { stdio: ["ignore", "pipe", "inherit"] });
    const exited = new Promise((resolve) => child.on("exit", resolve));
    let acknowledged = 0;
    for await (const line of createInterface(child.stdout)) {
      acknowledged = Number(line);
      if (acknowledged > 700) child.kill("SIGKILL");
    }
    await exited;

    const log = openLog(store());
    const run = log.run("endless");
    expect(run?.status).toBe("interrupted");
    expect(run?.head).toBeGreaterThanOrEqual(acknowledged);
    const positions = readAll(log, "endless", 0, 64).flatMap((chunk) => [...eventsOf(chunk)].map(({ seq }) => seq));
    expect(positions).toEqual(Array.from({ length: run!.head }, (_, i) => i + 1));
    expect(() => log.append("endless", [notice(run!.head + 1)])).toThrow("which is interrupted");
    // The store itself goes on.
    log.createRun(a);
    log.append("a", [notice(1)]);
    log.close();
  });

  test("is open for one at a time: whoever comes second is told so, and gets it when the first is gone", () => {
    const first = openLog(store());
    first.createRun(a);
    expect(() => openLog(store())).toThrow(
      `openLog: expected a store that no other process has open, got ${store()}: stop the other server, or choose another file`,
    );
    // The refused one has changed nothing.
    first.append("a", [notice(1)]);
    expect(first.run("a")?.status).toBe("running");
    first.close();
    const second = openLog(store());
    expect(second.run("a")).toMatchObject({ status: "interrupted", head: 1 });
    second.close();
  });

  test("goes to one of several processes that open it at the same moment, new as it is", async () => {
    const others = Array.from({ length: 5 }, holdElsewhere);
    const said = await Promise.all(others.map(({ said: line }) => line));
    expect(said.filter((line) => line === "held")).toHaveLength(1);
    for (const line of said) expect(line).toMatch(/^held$|^openLog: expected a store that no other process has open/);
    await Promise.all(others.map((other) => other.leave()));
  });

  test("calls a run interrupted when it is closed before the run has ended", () => {
    const log = openLog(store());
    log.createRun(a);
    log.close();
    const later = openLog(store());
    expect(later.run("a")?.status).toBe("interrupted");
    later.close();
  });

  test("tells of damage in one line, wherever it is met", () => {
    const first = openLog(store());
    first.createRun(a);
    first.append("a", [notice(1)]);
    first.close();
    execute(store(), `UPDATE chunks SET json = '{"type'; UPDATE runs SET spec = '{'`);
    const log = openLog(store());
    const line = (where: string) =>
      new RegExp(`^${where}: expected the store at .*runs.db to be readable, got: .*JSON`);
    expect(() => log.read("a", 0)).toThrow(line("log.read"));
    expect(() => log.run("a")).toThrow(line("log.run"));
    expect(() => log.latest()).toThrow(line("log.latest"));
    expect(() => log.runs()).toThrow(line("log.runs"));
    log.close();
    execute(store(), "DROP TABLE chunks");
    expect(() => openLog(store())).toThrow(/^openLog: expected the store at .* got: no such table: .*chunks$/);
  });

  test("tells of a full disk in one line, keeps what it has and can be closed", () => {
    openLog(store()).close();
    const full = "BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END";
    execute(store(), `CREATE TRIGGER full BEFORE INSERT ON chunks WHEN new.first > 1 ${full}`);
    execute(store(), `CREATE TRIGGER stuck BEFORE UPDATE OF status ON runs ${full}`);
    const log = openLog(store());
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
      /expected a file for the store at .*file is not a database/,
    ],
    ["a folder that is not there", () => {}, /expected a file for the store at .*unable to open/],
    [
      "a newer store",
      (path: string) => execute(path, "PRAGMA user_version = 99"),
      /expected a store of version 2 in .*, got version 99: a newer epochal wrote it/,
    ],
    [
      "an older store",
      (path: string) => execute(path, "PRAGMA user_version = 1"),
      /expected a store of version 2 in .*, got version 1: an older epochal wrote it/,
    ],
    [
      "another program's database",
      (path: string) => execute(path, "CREATE TABLE birds (name)"),
      /got a database of something else/,
    ],
  ])("refuses %s with one line, and leaves it as it is", (what, make, message) => {
    const path = what === "a folder that is not there" ? join(folder, "none", "runs.db") : store();
    make(path);
    const before = existsSync(path) && readFileSync(path);
    expect(() => openLog(path)).toThrow(message);
    expect(existsSync(path) && readFileSync(path)).toEqual(before);
  });

  test("refuses a path without a name", () => {
    expect(() => openLog("")).toThrow(new RangeError('openLog: expected a file or :memory:, got ""'));
  });
});

/** Another process that opens the store; says how that went, and holds it until it is told to leave. */
function holdElsewhere() {
  const path = new URL("../test/hold.ts", import.meta.url).pathname;
  const child = spawn(process.execPath, [path, store()], { stdio: ["pipe", "pipe", "inherit"] });
  const exited = new Promise((resolve) => child.on("exit", resolve));
  return {
    said: new Promise<string>((resolve) => createInterface(child.stdout).once("line", resolve)),
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
