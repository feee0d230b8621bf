import type { EventChunk } from "@epochal/stream/events";
import { expect, test } from "vitest";
import { createFrameCache, type FrameLimits } from "./frame-cache.ts";

/** A cache of a run whose stored events are never read: only the recent frames are found. */
function createCache(limits: FrameLimits) {
  const cache = createFrameCache(
    () => new Promise(() => {}),
    () => {},
    limits,
  );
  return {
    /** Adds a frame of one event. @param length of its text. */
    push: (seq: number, length = 10) =>
      cache.push("a", [{ type: "noticed", seq, time: 0, epoch: 0, text: "n".repeat(length) } satisfies EventChunk]),
    firstAfter: (...positions: number[]) => positions.map((seq) => cache.after("a", seq)?.first),
    drop: () => cache.drop("a"),
  };
}

test("the frame after a position contains the next event, unless it was dropped or does not exist yet", () => {
  const { push, firstAfter, drop } = createCache({ maxFrames: 3, maxBytes: 100_000 });
  expect(firstAfter(0)).toEqual([undefined]);
  for (let seq = 1; seq <= 5; seq++) push(seq);
  // 3, 4 and 5 are kept.
  expect(firstAfter(0, 1, 2, 3, 4, 5, 6)).toEqual([undefined, undefined, 3, 4, 5, undefined, undefined]);
  drop();
  expect(firstAfter(2, 3, 4)).toEqual([undefined, undefined, undefined]);
});

test("a slow frame is not among the recent ones: it is read from the store, and prepared before it is found", async () => {
  const list = Array.from({ length: 100_000 }, (_, i) => i / 3);
  const finished = { type: "finished", seq: 2, time: 0, model: { list } } as unknown as EventChunk;
  const notice: EventChunk = { type: "noticed", seq: 1, time: 0, epoch: 0, text: "" };
  const reported: string[] = [];
  const cache = createFrameCache(
    () => Promise.resolve([finished]),
    (run) => reported.push(run),
  );
  expect(cache.push("a", [notice, finished])).toEqual([]);
  expect([cache.after("a", 0)?.first, cache.after("a", 1)]).toEqual([1, undefined]);
  let turns = 0;
  for (; reported.length === 0; turns++) await new Promise((resolve) => setImmediate(resolve));
  expect(turns).toBeGreaterThan(10);
  const message = { type: "events", run: "a", first: 2, last: 2, chunk: finished };
  expect(JSON.parse(String(cache.after("a", 1)!.json))).toEqual(message);
});

test("few large frames are kept, and the newest one whatever its size", () => {
  const { push, firstAfter } = createCache({ maxFrames: 100, maxBytes: 4000 });
  for (let seq = 1; seq <= 4; seq++) push(seq, 1000);
  expect(firstAfter(1, 2, 3)).toEqual([undefined, 3, 4]);
  push(5, 10_000);
  expect(firstAfter(3, 4)).toEqual([undefined, 5]);
  push(6);
  expect(firstAfter(4, 5)).toEqual([undefined, 6]);
});
