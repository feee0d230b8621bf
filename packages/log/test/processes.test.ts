/** A store that several processes open, and one whose process dies. */
import { eventsOf } from "@epochal/stream/events";
import { spawn } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { openLog } from "../src/log.ts";
import { readLog } from "../src/runs/reader.ts";
import { isStoreInUse } from "../src/store/lock.ts";
import { epochChunk, notice, spec } from "./fake-chunks.ts";
import { execute, readAll, useFolder } from "./store-file.ts";

const store = useFolder();
const a = { id: "a", name: "first", spec };

describe("a log in a file", () => {
  test("has lost nothing when its process was killed, and marks the run as interrupted", async () => {
    const path = fileURLToPath(new URL("./append-forever.ts", import.meta.url));
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
    const path = fileURLToPath(new URL("./die-in-commit.ts", import.meta.url));
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
    const from = store("from.db");
    const source = openLog(from);
    source.createRun(a);
    for (let i = 0; i < 300; i++) source.append("a", [epochChunk(1 + 1000 * i, 1000)]);
    source.close();
    const path = fileURLToPath(new URL("./die-in-copy.ts", import.meta.url));
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
    expect(readdirSync(store("."))).toEqual(["runs.db", "runs.db-lock"]);
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
});

/** Another process that opens the store, prints the result, and holds the store until its standard input ends. */
function holdElsewhere() {
  const path = fileURLToPath(new URL("./hold.ts", import.meta.url));
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
