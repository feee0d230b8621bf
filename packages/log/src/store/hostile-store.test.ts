/** Files that are damaged, or made to harm: everything is refused in one line, in bounded time and memory. */
import fc from "fast-check";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deflateSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { startRun } from "@epochal/stream";
import { lastSeq } from "@epochal/stream/events";
import { lastValueFrom, toArray } from "rxjs";
import { data, epochChunk, notice, spec } from "../../test/fake-chunks.ts";
import { openLog } from "../log.ts";
import { readLog, type OpenReader } from "../runs/reader.ts";
import { compressData } from "./training-data.ts";

const folder = mkdtempSync(join(tmpdir(), "epochal-log-"));
const store = join(folder, "runs.db");
afterAll(() => rmSync(folder, { recursive: true }));

/** A store with a complete run `a`, and `b` with a few events. */
let intact: Buffer;
beforeAll(async () => {
  const run = startRun(spec, data, { id: "a" });
  const chunks = await lastValueFrom(run.chunks$.pipe(toArray()));
  const log = openLog(store);
  log.createRun({ id: "a", name: "a", spec, data: await compressData(data), options: { epochsPerSecond: 1 } });
  log.append("a", chunks);
  log.createRun({ id: "b", name: "b", spec });
  log.append("b", [notice(1), epochChunk(2, 40), notice(42)]);
  log.close();
  intact = readFileSync(store);
});
beforeEach(() => writeFileSync(store, intact));

function execute(sql: string, ...values: (string | Uint8Array)[]): void {
  const database = new DatabaseSync(store);
  if (values.length > 0) database.prepare(sql).run(...values);
  else database.exec(sql);
  database.close();
}

/** Reads everything; returns the errors. */
function readEverything(reader: OpenReader): string[] {
  const errors: string[] = [];
  const attempt = (work: () => void) => {
    try {
      work();
    } catch (error) {
      errors.push((error as Error).message);
    }
  };
  attempt(() => reader.runs());
  attempt(() => reader.latest());
  for (const id of ["a", "b"]) {
    attempt(() => reader.training(id));
    attempt(() => {
      const head = reader.run(id)?.head ?? 0;
      for (let after = 0; after < head;) {
        const page = reader.read(id, after, 5);
        if (page.length === 0) throw new Error("a page without an event");
        expect(page[0]!.seq).toBeLessThanOrEqual(after + 1);
        after = lastSeq(page.at(-1)!);
      }
    });
  }
  reader.close();
  return errors;
}

test.each([
  [
    "a view",
    "ALTER TABLE chunks RENAME TO old; CREATE VIEW chunks AS SELECT * FROM old",
    /one with the (view "chunks"|table "old")/,
  ],
  [
    "an endless view",
    "DROP TABLE chunks; CREATE VIEW chunks AS WITH RECURSIVE all_of(run, last) AS (SELECT 1, 1 UNION ALL SELECT run, last + 1 FROM all_of) SELECT run, last, '{}' AS json, x'' AS numbers FROM all_of",
    /one with the view "chunks"/,
  ],
  [
    "a trigger",
    "CREATE TRIGGER t BEFORE INSERT ON runs BEGIN SELECT RAISE(ABORT, 'no'); END",
    /one with the trigger "t"/,
  ],
  ["a foreign table", "CREATE TABLE birds (name)", /one with the table "birds"/],
  ["a virtual table", "CREATE VIRTUAL TABLE words USING fts5(word)", /one with the table "words/],
  ["a computed index", "CREATE INDEX i ON runs (abs(number))", /one with the index "i"/],
  [
    "a computed column",
    "ALTER TABLE runs ADD COLUMN more BLOB AS (zeroblob(100000000))",
    /one with a computed column in "runs"/,
  ],
])("%s is refused before anything is read", (_, sql, got) => {
  execute(sql);
  for (const open of [() => readLog(store), () => openLog(store)]) {
    expect(open).toThrow(RangeError);
    expect(open).toThrow(/^(readLog|openLog): expected a store of version 4 in [^\n]*: choose another file$/);
    expect(open).toThrow(got);
  }
});

test("a run that a damaged index does not find is an error, and no run without events", () => {
  // The entry of run `a`, number 1, in the index of ids.
  const entry = Buffer.of(3, 15, 9, 0x61);
  const at = intact.indexOf(entry);
  expect([at > 0, intact.indexOf(entry, at + 1)]).toEqual([true, -1]);
  const damaged = Buffer.from(intact);
  damaged[at + 3] = 0x60;
  writeFileSync(store, damaged);
  const reader = readLog(store);
  expect(reader.runs().map(({ id }) => id)).toEqual(["b", "a"]);
  for (const read of [() => reader.run("a"), () => reader.training("a"), () => reader.read("a", 0)]) {
    expect(read).toThrow(/^log\.\w+: .*no run "a", which is in the list of runs: the store is damaged/);
  }
  expect(reader.run("c")).toBeUndefined();
  expect(reader.read("b", 0)).toHaveLength(3);
  reader.close();
});

const chunk = (fields: object) => JSON.stringify({ type: "noticed", seq: 1, time: 0, epoch: 0, text: "", ...fields });

test.each([
  ["a type that every object has", chunk({ type: "__proto__" }), "a chunk of no known type"],
  ["a type that is a function", chunk({ type: "toString" }), "a chunk of no known type"],
  ["no object", "[1]", "a chunk of no known type"],
  ["no text", chunk({ text: null }), "a chunk with an invalid text"],
  [
    "an inherited field",
    '{"type":"noticed","seq":1,"time":0,"__proto__":{"epoch":0,"text":""}}',
    "with an invalid epoch",
  ],
  ["another position", chunk({ seq: 2 }), "a chunk with other positions at position 1"],
  ["a position that is no number", chunk({ seq: "1" }), "with an invalid seq"],
  ["a vector beyond the row", chunk({ more: { $numbers: [0, 9] } }), "expected 9 numbers, got 1"],
  ["a negative vector", chunk({ more: { $numbers: [-1, 1] } }), "expected the place of a vector"],
  ["vectors that share numbers", chunk({ a: { $numbers: [0, 1] }, b: { $numbers: [0, 1] } }), "got references to more"],
  ...[{ best: -1 }, { best: {} }, { memory: [] }, { epochStart: 1 }, { settings: null }].map(
    (part): [string, string, string] => {
      const vectors = { parameters: { $numbers: [0, 1] }, memory: { $numbers: [1, 0] } };
      const json = chunk({ type: "snapshot", scores: {}, snapshot: { ...vectors, settings: {}, ...part } });
      return [`a snapshot with ${JSON.stringify(part)}`, json, "a chunk with an invalid snapshot"];
    },
  ),
  [
    "columns of different lengths",
    JSON.stringify({
      ...JSON.parse(chunk({ type: "epochs", epoch: 1 })),
      loss: { $numbers: [0, 1] },
      learningRate: { $numbers: [0, 0] },
      gradientNorm: { $numbers: [0, 0] },
    }),
    "a chunk with an invalid learningRate",
  ],
])("a chunk with %s is refused in one line", (_, json, got) => {
  execute("UPDATE chunks SET json = ?, numbers = ? WHERE run = 2 AND last = 1", json, new Uint8Array(8));
  const reader = readLog(store);
  expect(() => reader.read("b", 0)).toThrow(/^log\.read: expected the store at [^\n]* to be readable, got: [^\n]*$/);
  expect(() => reader.read("b", 0)).toThrow(got);
  reader.close();
});

test("missing events are reported: nothing is skipped, and no reader waits for them for ever", () => {
  execute("DELETE FROM chunks WHERE run = 2 AND last = 41");
  const reader = readLog(store);
  expect(reader.read("b", 0, 1)).toEqual([notice(1)]);
  expect(() => reader.read("b", 0)).toThrow("no event 2: the store is damaged");
  reader.close();
  execute("DELETE FROM chunks WHERE run = 2 AND last = 42");
  const later = readLog(store);
  expect(() => later.read("b", 1)).toThrow("no events after position 1: the store is damaged");
  expect(later.read("b", 42)).toEqual([]);
  later.close();
});

test.each([
  ["a bomb", '{"x":{"$numbers":[0,1]}}', 500_000_000, "expected rows of 8 bytes, got more"],
  [
    "a bomb that declares its size",
    '{"x":{"$numbers":[0,200000000]}}',
    1000,
    "expected rows of at most 1073741824 bytes",
  ],
])("rows that are %s are refused and not inflated", (_, json, size, got) => {
  execute("UPDATE data SET json = ?, numbers = ?", json, deflateSync(new Uint8Array(size)));
  const reader = readLog(store);
  const before = process.memoryUsage().rss;
  expect(() => reader.training("a")).toThrow(got);
  expect(process.memoryUsage().rss - before).toBeLessThan(100e6);
  reader.close();
});

test("a training or a catalogue entry of a wrong form is refused in one line", () => {
  execute("UPDATE runs SET status = 'toString' WHERE id = 'b'");
  const reader = readLog(store);
  const network = { layers: [] };
  const specs = [[], {}, { network: null }, { network: { layers: [5] } }, { network }, { network, loss: "huber" }];
  for (const json of [...specs, { network, loss: [], optimizer: { type: "adam" } }].map((one) => JSON.stringify(one))) {
    execute("UPDATE runs SET spec = ? WHERE id = 'a'", json);
    expect(() => reader.training("a")).toThrow("training of a wrong form: the store is damaged");
  }
  for (const read of [() => reader.runs(), () => reader.run("b"), () => reader.latest()]) {
    expect(read).toThrow("an invalid entry in its catalogue of runs: the store is damaged");
  }
  reader.close();
});

const isOneLine = (error: string) =>
  /^(readLog|openLog|log\.\w+): expected [^\n]+, got:? [^\n]+$/.test(error) ? undefined : error;

/** Overwritten bytes; most of them in a page that is in use. */
const damage = fc.array(fc.record({ at: fc.nat(), byte: fc.nat({ max: 255 }) }), { minLength: 1, maxLength: 20 });

test("whatever bytes are changed, every read returns events in order or one line", () => {
  const before = process.memoryUsage().rss;
  fc.assert(
    fc.property(damage, fc.boolean(), (changes, isInOnePage) => {
      const bytes = Buffer.from(intact);
      const page = (changes[0]!.at % (bytes.length / 4096)) * 4096;
      for (const { at, byte } of changes) bytes[isInOnePage ? page + (at % 4096) : at % bytes.length] = byte;
      writeFileSync(store, bytes);
      for (const open of [readLog, openLog]) {
        let errors: string[];
        try {
          errors = readEverything(open(store));
        } catch (error) {
          errors = [(error as Error).message];
        }
        expect(errors.flatMap((error) => isOneLine(error) ?? [])).toEqual([]);
      }
    }),
    { numRuns: 300 },
  );
  expect(process.memoryUsage().rss - before).toBeLessThan(300e6);
});
