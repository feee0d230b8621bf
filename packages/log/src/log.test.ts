import { startRun } from "@epochal/stream";
import { eventsOf, lastSeq, type EventChunk } from "@epochal/stream/events";
import fc from "fast-check";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
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
      { id: "b", log: "log-1", name: "second", spec, status: "running", started: 2, head: 0, epoch: 0 },
      { id: "a", log: "log-0", name: "first", spec, status: "running", started: 1, head: 0, epoch: 0 },
    ]);
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

  test("leaves the runs of a process that lives alone", () => {
    const owner = openLog(store(), { processId: 1001 });
    owner.createRun(a);
    const reader = openLog(store(), { processId: 1002, isAlive: (id) => id === 1001 });
    expect(reader.run("a")?.status).toBe("running");
    const later = openLog(store(), { processId: 1003, isAlive: () => false });
    expect(later.run("a")?.status).toBe("interrupted");
    for (const log of [reader, later, owner]) log.close();
  });

  test("calls a run interrupted when it is closed before the run has ended", () => {
    const log = openLog(store());
    log.createRun(a);
    log.close();
    expect(openLog(store()).run("a")?.status).toBe("interrupted");
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
      /expected a store of version 1 in .*, got version 99/,
    ],
    [
      "another program's database",
      (path: string) => execute(path, "CREATE TABLE birds (name)"),
      /got a database of something else/,
    ],
  ])("refuses %s with one line, and leaves it as it is", (what, make, message) => {
    const path = what === "a folder that is not there" ? join(folder, "none", "runs.db") : store();
    make(path);
    expect(() => openLog(path)).toThrow(message);
  });
});

function execute(path: string, sql: string): void {
  const database = new DatabaseSync(path);
  database.exec(sql);
  database.close();
}
