/** The file of a store: what is refused as one, what harms it, and how that is reported. */
import { startRun } from "@epochal/stream";
import { execFileSync } from "node:child_process";
import {
  mkdirSync,
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { lastValueFrom, toArray } from "rxjs";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { data, epochChunk, notice, spec } from "../../test/fake-chunks.ts";
import { execute, useFolder } from "../../test/store-file.ts";
import { openLog } from "../log.ts";
import { readLog } from "../runs/reader.ts";
import { startLogThread } from "../thread/log-thread.ts";
import { compressData } from "./training-data.ts";

const store = useFolder();
const a = { id: "a", name: "first", spec };

describe("a log in a file", () => {
  test("is not created by a reader", () => {
    expect(() => readLog(store())).toThrow(`readLog: expected a store at ${store()}, got nothing there`);
    writeFileSync(store(), "");
    expect(() => readLog(store())).toThrow(`readLog: expected a store at ${store()}, got an empty file`);
    expect(readdirSync(store("."))).toEqual(["runs.db"]);
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
    symlinkSync(store(), store("link.db"));
    expect(() => openLog(store("link.db"))).toThrow("expected a store that no other process has open");
    first.close();
  });

  describe.each([
    ["deleted", () => rmSync(store())],
    ["moved", () => renameSync(store(), store("moved.db"))],
    [
      "replaced",
      () => {
        renameSync(store(), store("moved.db"));
        copyFileSync(store("moved.db"), store());
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
      const thread = await startLogThread(store("other.db"));
      rmSync(store("other.db"));
      await expect(thread.close()).rejects.toThrow("log.close: expected the store at");
    });
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
    const path = what === "a missing folder" ? store("none/runs.db") : store();
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
