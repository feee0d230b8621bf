/** Queued runs and idempotency keys in a store. */
import fc from "fast-check";
import { mkdtempSync, rmSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { notice, spec } from "../../test/fake-chunks.ts";
import { startLogThread } from "../thread/log-thread.ts";
import { openLog } from "../log.ts";
import type { RunLog } from "../run-log.ts";
import { readLog } from "./reader.ts";

function newStore(): string {
  const folder = mkdtempSync(join(tmpdir(), "epochal-log-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, "runs.db");
}

const queued = (id: string) => ({ id, name: id, spec, isQueued: true });
const statuses = (log: Pick<RunLog, "runs">) => log.runs().map(({ id, status }) => `${id} ${status}`);
const claim = (key: string, request = "w", owner = "a") => ({ owner, key, request, reply: `for ${key}` });

test("a queued run stays queued while its store is closed, and is the newest when it begins", () => {
  const store = newStore();
  let time = 0;
  const first = openLog(store, { now: () => ++time });
  first.createRun({ ...queued("a"), options: { epochsPerSecond: 5 } });
  first.createRun({ id: "b", name: "b", spec });
  first.createRun(queued("c"));
  expect(() => first.append("a", [notice(1)])).toThrow('log.append: expected a running run, got "a", which is queued');
  expect(first.latest()?.id).toBe("b");
  first.close();

  const reader = readLog(store);
  expect(statuses(reader)).toEqual(["c queued", "b interrupted", "a queued"]);
  expect(reader.latest()?.id).toBe("b");
  expect(reader.training("a")?.options).toEqual({ epochsPerSecond: 5 });
  reader.close();

  const second = openLog(store, { now: () => 100 });
  expect(second.beginRun("a")).toMatchObject({ id: "a", status: "running", started: 100, head: 0 });
  expect(second.append("a", [notice(1)]).head).toBe(1);
  expect(statuses(second)).toEqual(["a running", "c queued", "b interrupted"]);
  expect(second.latest()?.id).toBe("a");
  expect(() => second.beginRun("a")).toThrow('log.beginRun: expected a queued run, got "a", which is running');
  expect(() => second.beginRun("d")).toThrow('log.beginRun: expected a queued run, got "d", which does not exist');
  second.close();
});

test("a queued run can be cancelled, a running one cannot", () => {
  const log = openLog(":memory:", { now: () => 7 });
  log.createRun(queued("a"));
  log.createRun({ id: "b", name: "b", spec });
  expect(log.cancelRun("a", claim("k"))).toMatchObject({ status: "cancelled", ended: 7, head: 0 });
  expect(log.findKey("a", "k")).toEqual(claim("k"));
  expect(log.cancelRun("b", claim("k", "w", "b"))?.status).toBe("running");
  expect(log.findKey("b", "k")).toBeUndefined();
  expect(log.cancelRun("c")).toBeUndefined();
  expect(() => log.beginRun("a")).toThrow("which is cancelled");
  log.close();
});

test("retention keeps queued runs and deletes cancelled ones", () => {
  const log = openLog(":memory:", { now: () => 7 });
  for (const id of ["a", "b"]) log.createRun(queued(id));
  log.cancelRun("b");
  expect(log.nextToDelete({ keepBytes: 1 })).toBe("b");
  log.deleteRuns(["b"]);
  expect(log.nextToDelete({ keepBytes: 1 })).toBeUndefined();
  log.close();
});

test("a key is claimed once, also after its store was closed, and is deleted with its run", () => {
  const store = newStore();
  const first = openLog(store);
  first.createRun({ ...queued("a"), key: claim("s", "run a", "") });
  expect(first.claimKey(claim("k"))).toBeUndefined();
  expect(first.claimKey(claim("k", "other"))).toEqual(claim("k"));
  first.close();

  const second = openLog(store);
  expect(second.claimKey(claim("k", "other"))).toEqual(claim("k"));
  expect(second.findKey("", "s")).toEqual(claim("s", "run a", ""));
  expect(() => second.createRun({ ...queued("b"), key: claim("s", "run b", "") })).toThrow(/^log.createRun: .*UNIQUE/);
  expect(second.run("b")).toBeUndefined();
  second.deleteRuns(["a"]);
  expect(second.findKey("a", "k")).toBeUndefined();
  expect(second.findKey("", "s")).toBeDefined();
  second.close();
});

const anyText = fc.string({ unit: "binary", minLength: 1 }).map((text) => text.replaceAll("\0", "0"));

test("different ids and keys never collide", () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.tuple(anyText, fc.constantFrom("", "\u0001", "\ufffd")).map(([a, b]) => a + b)),
      (ids) => {
        const log = openLog(":memory:");
        const find = (id: string) => [log.run(id)?.id, log.findKey("", id)?.reply];
        for (const id of ids) {
          expect(find(id)).toEqual([undefined, undefined]);
          log.createRun({ ...queued(id), key: claim(id, "w", "") });
        }
        for (const id of ids) expect(find(id)).toEqual([id, `for ${id}`]);
        for (const id of ids) log.cancelRun(id);
        log.deleteRuns(ids);
        expect(log.runs()).toEqual([]);
        log.close();
      },
    ),
  );
});

test.each([
  ["half a surrogate pair", "a\ud800", String.raw`"a\ud800"`],
  ["the other half", "\udfff", String.raw`"\udfff"`],
  ["U+0000", "a\0b", String.raw`"a\u0000b"`],
  ["no character", "", '""'],
  ["201 characters", "x".repeat(201), "201 characters"],
])("an id or key with %s is refused and never found", (_, id, got) => {
  const log = openLog(":memory:");
  log.createRun({ ...queued("a\ufffd"), key: claim("a\ufffd", "w", "") });
  log.createRun(queued("\ufffd"));
  const ending = `of 1 to 200 characters of well-formed Unicode without U+0000, got ${got}`;
  expect(() => log.createRun(queued(id))).toThrow(new RangeError(`log.createRun: expected an id ${ending}`));
  expect(() => log.claimKey(claim(id))).toThrow(new RangeError(`log.claimKey: expected a key ${ending}`));
  expect([log.run(id), log.findKey("", id), log.training(id), log.read(id, 0)]).toEqual([
    undefined,
    undefined,
    undefined,
    [],
  ]);
  log.close();
});

test("only the newest 1024 keys of an owner are kept", () => {
  const log = openLog(":memory:");
  log.claimKey(claim("mine", "w", "b"));
  for (let key = 0; key <= 1024; key++) log.claimKey(claim(String(key)));
  expect(["0", "1", "1024"].map((key) => log.findKey("a", key)?.reply)).toEqual([undefined, "for 1", "for 1024"]);
  expect(log.findKey("b", "mine")).toBeDefined();
  log.close();
});

test("the log's thread gives the same results, and lists queued runs immediately", async () => {
  const log = await startLogThread(":memory:");
  onTestFinished(() => log.close());
  await Promise.all([
    log.createRun(queued("a")),
    log.createRun({ id: "b", name: "b", spec }),
    log.createRun(queued("c")),
  ]);
  expect(log.latest()?.id).toBe("b");
  await log.beginRun("a");
  await log.cancelRun("c", claim("k", "w", "c"));
  expect(statuses(log)).toEqual(["a running", "c cancelled", "b running"]);
  expect(log.latest()?.id).toBe("a");
  expect(await log.claimKey(claim("k", "other", "c"))).toEqual(claim("k", "w", "c"));
  expect(await log.findKey("c", "none")).toBeUndefined();
});

test("an older store is upgraded by its writer and loses nothing", () => {
  const store = newStore();
  const older = openLog(store);
  older.createRun({ id: "a", name: "a", spec });
  older.append("a", [notice(1)]);
  older.close();
  const database = new DatabaseSync(store);
  database.exec("ALTER TABLE runs DROP COLUMN options; DROP TABLE keys; PRAGMA user_version = 3");
  database.close();
  expect(() => readLog(store)).toThrow(
    `readLog: expected a store of version 4 in ${store}, got an older one: open it once to write, as \`serve\` does`,
  );
  const log = openLog(store);
  expect(log.read("a", 0)).toEqual([notice(1)]);
  log.createRun({ ...queued("b"), options: {}, key: claim("k") });
  log.close();
  readLog(store).close();
});
