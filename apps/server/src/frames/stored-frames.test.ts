import type { EventChunk } from "@epochal/stream/events";
import { expect, test } from "vitest";
import { createStoredFrames, PAGE_CHUNKS } from "./stored-frames.ts";

const notice = (seq: number): EventChunk => ({ type: "noticed", seq, time: 0, epoch: 0, text: "" });
const turn = () => new Promise((resolve) => setImmediate(resolve));

/** A store of `stored` events, one per chunk, which records the reads. */
function createFixture(stored: number) {
  const reads: string[] = [];
  const reported: string[] = [];
  let failure: Error | undefined;
  const frames = createStoredFrames(
    async (run, after, limit) => {
      reads.push(`${run} ${after}`);
      if (failure) throw failure;
      return Array.from({ length: Math.min(limit, stored - after) }, (_, i) => notice(after + 1 + i));
    },
    (run) => reported.push(run),
  );
  return {
    frames,
    reads,
    reported,
    fail: (error: Error | undefined) => {
      failure = error;
    },
  };
}

test("pages are read once for all clients near a position, and each run is reported when it was read", async () => {
  const { frames, reads, reported } = createFixture(2 * PAGE_CHUNKS);
  expect([frames.after("a", 0), frames.after("a", 0), frames.after("b", 7)]).toEqual([undefined, undefined, undefined]);
  await turn();
  await turn();
  expect([reads, reported]).toEqual([
    ["a 0", "b 7"],
    ["a", "b"],
  ]);
  for (let after = 0; after < PAGE_CHUNKS; after++) expect(frames.after("a", after)?.first).toBe(after + 1);
  expect(frames.after("b", 9)?.first).toBe(10);
  expect(reads).toHaveLength(2);
  expect(frames.after("a", PAGE_CHUNKS)).toBeUndefined();
  expect(reads.at(-1)).toBe(`a ${PAGE_CHUNKS}`);
});

test("a caller that skips many events reads no more chunks than it needs events, and few at once", async () => {
  const { frames, reads } = createFixture(PAGE_CHUNKS);
  frames.after("a", 0, 2048);
  await turn();
  expect(frames.after("a", 7, 2048)?.first).toBe(8);
  expect(frames.after("a", 8, 9)).toBeUndefined();
  await turn();
  expect(frames.after("a", 8, 9)?.first).toBe(9);
  expect(frames.after("a", 9, 10)).toBeUndefined();
  expect(reads).toEqual(["a 0", "a 8", "a 9"]);
});

test("all clients get the same frame, which is encoded once", async () => {
  const { frames } = createFixture(1);
  frames.after("a", 0);
  await turn();
  expect(frames.after("a", 0)).toBe(frames.after("a", 0));
  expect(JSON.parse(String(frames.after("a", 0)!.json))).toMatchObject({ type: "events", run: "a", first: 1, last: 1 });
});

test("an error is thrown once, and the next request reads the page again", async () => {
  const { frames, reads, fail } = createFixture(1);
  fail(new Error("log.read: expected a disk, got none"));
  frames.after("a", 0);
  await turn();
  expect(() => frames.after("a", 0)).toThrow("expected a disk");
  fail(undefined);
  expect(frames.after("a", 0)).toBeUndefined();
  await turn();
  expect([frames.after("a", 0)?.last, reads.length]).toEqual([1, 2]);
});

test("missing events are an error", async () => {
  const { frames } = createFixture(5);
  frames.after("a", 5);
  await turn();
  expect(() => frames.after("a", 5)).toThrow('log.read: expected events of "a" after 5, got none');
});

test("only the newest of many pages are kept", async () => {
  const { frames, reads } = createFixture(100 * PAGE_CHUNKS);
  for (let page = 0; page < 100; page++) {
    frames.after("a", page * PAGE_CHUNKS);
    await turn();
  }
  expect(frames.after("a", 99 * PAGE_CHUNKS)?.first).toBe(99 * PAGE_CHUNKS + 1);
  expect(frames.after("a", 50 * PAGE_CHUNKS)?.first).toBe(50 * PAGE_CHUNKS + 1);
  expect(frames.after("a", 0)).toBeUndefined();
  expect(reads).toHaveLength(101);
});

test("a few pages are read at a time, in the order of the requests, and no request is lost", async () => {
  let [reading, most] = [0, 0];
  const order: number[] = [];
  const left = new Set(Array.from({ length: 600 }, (_, i) => i));
  const frames = createStoredFrames(async (_run, after) => {
    order.push(after);
    reading += 1;
    most = Math.max(most, reading);
    await turn();
    reading -= 1;
    return [notice(after + 1)];
  }, ask);
  /** Every client that misses something asks again. */
  function ask(): void {
    for (const after of left) if (frames.after("a", after)) left.delete(after);
  }
  ask();
  while (left.size > 0) await turn();
  expect(most).toBe(4);
  expect(order.slice(0, 260)).toEqual(Array.from({ length: 260 }, (_, i) => i));
});
