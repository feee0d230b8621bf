import { createRandom } from "@epochal/core";
import { createRollup } from "@epochal/protocol";
import { openLog } from "@epochal/log";
import { lastSeq, type EventChunk } from "@epochal/stream/events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { spec } from "../../test/kit/fixtures.ts";
import { epochs, notice } from "../../test/kit/scripted-subscription.ts";
import { addUpInThread } from "./add-up-in-thread.ts";
import { BLOCK_EVENTS } from "./block-sums.ts";
import { sumOf } from "./block-tree.ts";
import { createRollupIndex, type RollupIndex } from "./rollup-index.ts";

/** Epochs, in chunks of different sizes, with notices in between, some right after each other. */
function randomChunks(seed: number): EventChunk[] {
  const generator = createRandom(seed);
  const chunks: EventChunk[] = [];
  for (let seq = 1; seq < 20_000;) {
    const isNotice = generator.rand() < 0.5;
    chunks.push(isNotice ? notice(seq) : epochs(seq, seq + Math.floor(generator.rand() * 3000)));
    seq = lastSeq(chunks.at(-1)!) + 1;
  }
  return chunks;
}

function indexOf(chunks: readonly EventChunk[]): RollupIndex {
  const index = createRollupIndex();
  for (const chunk of chunks) index.add(chunk);
  return index;
}

/** All positions between two sums. */
function cutsOf(index: RollupIndex): number[] {
  const cuts: number[] = [];
  for (let cut = 0; cut < index.head; cut = index.ceil(cut + 1)) cuts.push(cut);
  return [...cuts, index.head];
}

function sum(chunks: readonly EventChunk[], from: number, to: number) {
  const rollup = createRollup();
  for (const chunk of chunks) if (lastSeq(chunk) > from && chunk.seq <= to) rollup.add(chunk, from + 1, to);
  return rollup.toJSON();
}

test("the events between any two positions of an index have the sum of its parts", () => {
  for (let seed = 1; seed <= 5; seed++) {
    const chunks = randomChunks(seed);
    const index = indexOf(chunks);
    const cuts = cutsOf(index);
    for (const [i, from] of cuts.entries()) {
      const to = cuts[Math.min(cuts.length - 1, i + 1 + (i % 7))]!;
      const { types, rollup } = sum(chunks, from, to);
      const found = sumOf(index.parts(from, to)).toJSON();
      expect({ from, to, types: found.types }).toEqual({ from, to, types });
      // Sums in another order differ by a few units in the last place.
      const [mean, expected] = [found, { rollup }].map((all) => all.rollup["loss"]?.mean ?? 0) as [number, number];
      expect(Math.abs(mean - expected)).toBeLessThanOrEqual(1e-12 * expected);
    }
    for (const cut of cuts.slice(0, -1)) expect([index.floor(cut), index.ceil(cut)]).toEqual([cut, cut]);
  }
});

test("an event that is no epoch is alone between two positions, so that it can be read alone", () => {
  const index = indexOf([epochs(1, 3000), notice(3001), epochs(3002, 9000)]);
  expect(cutsOf(index)).toEqual([
    0,
    BLOCK_EVENTS,
    3000,
    3001,
    2 * BLOCK_EVENTS,
    3 * BLOCK_EVENTS,
    4 * BLOCK_EVENTS,
    9000,
  ]);
  expect([index.floor(2999), index.ceil(3002)]).toEqual([BLOCK_EVENTS, 2 * BLOCK_EVENTS]);
});

test("the number of sums is bounded, however many events are no epochs", () => {
  const index = indexOf(Array.from({ length: 2 * BLOCK_EVENTS }, (_, i) => notice(i + 1)));
  expect(cutsOf(index).length).toBeLessThanOrEqual(2 * 16 + 1);
});

test("an index passed to another thread as data is the same, and can continue", () => {
  const chunks = randomChunks(9);
  const half = Math.floor(chunks.length / 2);
  const [first, rest] = [chunks.slice(0, half), chunks.slice(half)];
  const copy = createRollupIndex(structuredClone(indexOf(first).toData()));
  for (const chunk of rest) copy.add(chunk);
  const whole = indexOf(chunks);
  expect([copy.head, copy.newest, copy.nextOther(500)]).toEqual([whole.head, whole.newest, whole.nextOther(500)]);
  expect(sumOf(copy.parts(0, copy.head)).toJSON().types).toEqual(sumOf(whole.parts(0, whole.head)).toJSON().types);
});

test("a thread adds up a stored run from its file, unless that holds other events", async () => {
  const folder = mkdtempSync(join(tmpdir(), "epochal-rollups-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "runs.db");
  const log = openLog(path);
  const record = log.createRun({ id: "a", name: "a", spec });
  const chunks = [notice(1), epochs(2, 5000), notice(5001), epochs(5002, 9000)];
  log.append("a", chunks);
  const task = { path, run: "a", log: record.log, head: 9000 };
  const index = await addUpInThread(task);
  expect(index.toData()).toEqual(indexOf(chunks).toData());
  await expect(addUpInThread({ ...task, log: "other" })).rejects.toThrow('expected the run "a" with the log other');
  log.close();
});
