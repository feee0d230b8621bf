/**
 * Stores that cannot be read or written: errors are one line with advice, and stored events are kept. The tests may run as root.
 */
import { mkdtempSync, openSync, closeSync, readFileSync, rmSync, statSync, writeFileSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import type { EventChunk } from "@epochal/stream/events";
import { epochChunk, notice, spec } from "../../test/fake-chunks.ts";
import { startLogThread } from "../thread/log-thread.ts";
import { openLog } from "../log.ts";
import { readLog, type RunReader } from "../runs/reader.ts";

let store: string;
beforeEach(() => {
  const folder = mkdtempSync(join(tmpdir(), "epochal-log-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  store = join(folder, "runs.db");
});

const run = (id: string) => ({ id, name: id, spec });

function readAll(reader: RunReader, id: string): EventChunk[] {
  const all: EventChunk[] = [];
  for (let after = 0; after < reader.run(id)!.head; after = reader.run(id)!.head)
    all.push(...reader.read(id, after, 999));
  return all;
}

/**
 * Bytes of the header that say whether SQLite may write the database:
 * https://www.sqlite.org/fileformat2.html#file_format_version_numbers
 */
function setWriteVersion(version: number): void {
  const file = openSync(store, "r+");
  writeSync(file, Buffer.of(version), 0, 1, 18);
  closeSync(file);
}

test("a full store rejects all appends, keeps the earlier events, and gives advice", () => {
  const log = openLog(store, { maxBytes: 100_000 });
  for (const id of ["a", "b"]) log.createRun(run(id));
  let stored = 0;
  const fill = () => {
    for (;;) stored = log.append("a", [epochChunk(stored + 1, 500)]).head;
  };
  const line = `log.append: expected the store at ${store} to be writable, got: database or disk is full: free some space and start again; what was stored is kept`;
  expect(fill).toThrow(line);
  expect(stored).toBeGreaterThan(1000);
  expect(log.run("a")).toMatchObject({ status: "running", head: stored });
  const outcomes = log.appendAll([
    { run: "a", chunks: [epochChunk(stored + 1, 500)] },
    { run: "b", chunks: [epochChunk(1, 5000)] },
  ]);
  expect(outcomes.map((one) => one instanceof Error && one.message)).toEqual([line, line]);
  log.close();
  expect(statSync(store).size).toBeLessThanOrEqual(100_000);

  const later = openLog(store);
  expect(later.run("a")).toMatchObject({ status: "interrupted", head: stored });
  expect(readAll(later, "a")).toEqual(Array.from({ length: stored / 500 }, (_, i) => epochChunk(1 + 500 * i, 500)));
  // There is free space again.
  later.createRun(run("c"));
  expect(later.append("c", [epochChunk(1, 5000)]).head).toBe(5000);
  later.close();
});

test("a full store can be opened, its runs can be read and deleted, and then it takes events again", () => {
  const options = { maxBytes: 200_000 };
  const full = openLog(store, options);
  for (const id of ["a", "b"]) full.createRun(run(id));
  full.append("a", [epochChunk(1, 5000)]);
  full.interrupt("a");
  expect(() => {
    for (let seq = 1; ; seq += 100) full.append("b", [epochChunk(seq, 100)]);
  }).toThrow("database or disk is full");
  full.close();
  const log = openLog(store, options);
  expect(readAll(log, "a")).toEqual([epochChunk(1, 5000)]);
  expect(log.run("b")?.status).toBe("interrupted");
  log.deleteRuns(["a"]);
  log.createRun(run("c"));
  expect(log.append("c", [epochChunk(1, 4000)]).head).toBe(4000);
  log.close();
});

test("a thread with a full store can still read", async () => {
  const log = await startLogThread(store, { maxBytes: 60_000 });
  onTestFinished(() => log.close());
  await log.createRun(run("a"));
  await log.append("a", [notice(1)]);
  await expect(log.append("a", [epochChunk(2, 10_000)])).rejects.toThrow("database or disk is full: free some space");
  expect(await log.read("a", 0)).toEqual([notice(1)]);
});

test.each([
  ["in a folder that cannot be written", "/proc/runs.db"],
  ["below a file", "/etc/hostname/runs.db"],
])("a store %s is refused in one line", (_, path) => {
  const line = `openLog: expected a file for the store at ${path}, got: unable to open database file: create its folder and allow writing to it, or choose another path`;
  expect(() => openLog(path)).toThrow(new RangeError(line));
});

test("a read-only store is rejected for writing, stays unchanged, and can be read", () => {
  const log = openLog(store);
  log.createRun(run("a"));
  log.append("a", [notice(1)]);
  log.close();
  setWriteVersion(3);
  const before = readFileSync(store);
  expect(() => openLog(store)).toThrow(
    new RangeError(
      `openLog: expected the store at ${store} to be writable, got: attempt to write a readonly database: allow writing to it and its folder, or choose another file`,
    ),
  );
  expect(readFileSync(store)).toEqual(before);
  const reader = readLog(store);
  expect(reader.read("a", 0)).toEqual([notice(1)]);
  reader.close();
  setWriteVersion(2);
  openLog(store).close();
});

test("a damaged store is reported as damaged, and its intact events can still be read", () => {
  const log = openLog(store);
  for (const id of ["a", "b"]) log.createRun(run(id));
  log.append("a", [epochChunk(1, 5000)]);
  log.append("b", [notice(1, "x".repeat(50_000))]);
  log.close();
  // Overwrites a page in the middle of that text with noise.
  const bytes = readFileSync(store);
  const page = Math.ceil(bytes.indexOf("x".repeat(4092)) / 4096) * 4096;
  bytes.fill(0xa5, page, page + 4096);
  writeFileSync(store, bytes);
  const reader = readLog(store);
  expect(() => readAll(reader, "b")).toThrow(
    /^log\.read: expected the store at .*runs\.db to be readable, got: database disk image is malformed: it is damaged: make a copy, then read what is left with `sqlite3 FILE \.recover`$/,
  );
  expect(readAll(reader, "a")).toEqual([epochChunk(1, 5000)]);
  reader.close();
  expect(readFileSync(store)).toEqual(bytes);
});

test("a reader rejects a file that is not a store too", () => {
  writeFileSync(store, "Dear diary,\n".repeat(100));
  expect(() => readLog(store)).toThrow(
    new RangeError(`readLog: expected a store at ${store}, got: file is not a database: choose another file`),
  );
});

test("checkRoom throws while a store is full, and stores nothing", () => {
  const log = openLog(":memory:", { maxBytes: 300_000 });
  onTestFinished(() => log.close());
  const before = log.usedBytes();
  log.checkRoom();
  expect(log.usedBytes()).toBe(before);
  log.createRun(run("a"));
  const fill = () => {
    for (let seq = 1; ; seq++) log.append("a", [{ type: "noticed", seq, time: 0, epoch: 0, text: "x".repeat(1000) }]);
  };
  expect(fill).toThrow("database or disk is full");
  expect(() => log.checkRoom()).toThrow(/^log\.checkRoom: expected the store at :memory: to be writable, got: .* full/);
  log.interrupt("a");
  log.deleteRuns(["a"]);
  log.checkRoom();
});
