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

test("few large frames are kept, and the newest one whatever its size", () => {
  const { push, firstAfter } = createCache({ maxFrames: 100, maxBytes: 4000 });
  for (let seq = 1; seq <= 4; seq++) push(seq, 1000);
  expect(firstAfter(1, 2, 3)).toEqual([undefined, 3, 4]);
  push(5, 10_000);
  expect(firstAfter(3, 4)).toEqual([undefined, 5]);
  push(6);
  expect(firstAfter(4, 5)).toEqual([undefined, 6]);
});
