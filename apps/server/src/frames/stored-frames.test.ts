import type { EventChunk } from "@epochal/stream/events";
import { expect, test } from "vitest";
import { createStoredFrames, PAGE_CHUNKS } from "./stored-frames.ts";

const notice = (seq: number): EventChunk => ({ type: "noticed", seq, time: 0, epoch: 0, text: "" });
const turn = () => new Promise((resolve) => setImmediate(resolve));

/** A store of so many events, one a chunk, and what was read of it. */
function createStory(stored: number) {
  const reads: string[] = [];
  const told: string[] = [];
  let failure: Error | undefined;
  const frames = createStoredFrames(
    async (run, after, limit) => {
      reads.push(`${run} ${after}`);
      if (failure) throw failure;
      return Array.from({ length: Math.min(limit, stored - after) }, (_, i) => notice(after + 1 + i));
    },
    (run) => told.push(run),
  );
  return {
    frames,
    reads,
    told,
    fail: (error: Error | undefined) => {
      failure = error;
    },
  };
}

test("what is asked for is read in slices, once for all who are near, and each run told when it is there", async () => {
  const { frames, reads, told } = createStory(2 * PAGE_CHUNKS);
  expect([frames.after("a", 0), frames.after("a", 0), frames.after("b", 7)]).toEqual([undefined, undefined, undefined]);
  await turn();
  await turn();
  expect([reads, told]).toEqual([
    ["a 0", "b 7"],
    ["a", "b"],
  ]);
  for (let after = 0; after < PAGE_CHUNKS; after++) expect(frames.after("a", after)?.first).toBe(after + 1);
  expect(frames.after("b", 9)?.first).toBe(10);
  expect(reads).toHaveLength(2);
  expect(frames.after("a", PAGE_CHUNKS)).toBeUndefined();
  expect(reads.at(-1)).toBe(`a ${PAGE_CHUNKS}`);
});

test("a frame is encoded once, for all who take it", async () => {
  const { frames } = createStory(1);
  frames.after("a", 0);
  await turn();
  expect(frames.after("a", 0)).toBe(frames.after("a", 0));
  expect(JSON.parse(frames.after("a", 0)!.text)).toMatchObject({ type: "events", run: "a", first: 1, last: 1 });
});

test("what went wrong is thrown once: whoever asks next has it read again", async () => {
  const { frames, reads, fail } = createStory(1);
  fail(new Error("log.read: expected a disk, got none"));
  frames.after("a", 0);
  await turn();
  expect(() => frames.after("a", 0)).toThrow("expected a disk");
  fail(undefined);
  expect(frames.after("a", 0)).toBeUndefined();
  await turn();
  expect([frames.after("a", 0)?.last, reads.length]).toEqual([1, 2]);
});

test("events that should be there and are not are a failure", async () => {
  const { frames } = createStory(5);
  frames.after("a", 5);
  await turn();
  expect(() => frames.after("a", 5)).toThrow('log.read: expected events of "a" after 5, got none');
});

test("of many slices only the newest are kept", async () => {
  const { frames, reads } = createStory(100 * PAGE_CHUNKS);
  for (let slice = 0; slice < 100; slice++) {
    frames.after("a", slice * PAGE_CHUNKS);
    await turn();
  }
  expect(frames.after("a", 99 * PAGE_CHUNKS)?.first).toBe(99 * PAGE_CHUNKS + 1);
  expect(frames.after("a", 50 * PAGE_CHUNKS)?.first).toBe(50 * PAGE_CHUNKS + 1);
  expect(frames.after("a", 0)).toBeUndefined();
  expect(reads).toHaveLength(101);
});

test("only some slices are read at a time, in the order in which they were asked for, and none is forgotten", async () => {
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
  /** All who lack something ask for it again. */
  function ask(): void {
    for (const after of left) if (frames.after("a", after)) left.delete(after);
  }
  ask();
  while (left.size > 0) await turn();
  expect(most).toBe(4);
  expect(order.slice(0, 260)).toEqual(Array.from({ length: 260 }, (_, i) => i));
});
