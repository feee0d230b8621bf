import { expect, test } from "vitest";
import type { Frame } from "./frame.ts";
import { createRecentFrames } from "./recent-frames.ts";

/** Frames of two events each: 1–2, 3–4 … */
function frame(i: number, size = 10) {
  return { first: 2 * i - 1, last: 2 * i, size } as Frame;
}

test("the frame after a position contains the next event, unless it was dropped or does not exist yet", () => {
  const frames = createRecentFrames(3, 1000);
  expect(frames.after(0)).toBeUndefined();
  for (let i = 1; i <= 5; i++) frames.push(frame(i));
  // 5–6, 7–8 and 9–10 are kept.
  expect([3, 4, 5, 6, 9, 10, 11].map((after) => frames.after(after)?.first)).toEqual([
    undefined,
    5,
    5,
    7,
    9,
    undefined,
    undefined,
  ]);
});

test("few large frames are kept, and the newest one whatever its size", () => {
  const frames = createRecentFrames(100, 25);
  for (let i = 1; i <= 4; i++) frames.push(frame(i));
  expect([2, 4, 6].map((after) => frames.after(after)?.first)).toEqual([undefined, 5, 7]);
  frames.push(frame(5, 1000));
  expect([6, 8].map((after) => frames.after(after)?.first)).toEqual([undefined, 9]);
  frames.push(frame(6));
  expect([8, 10].map((after) => frames.after(after)?.first)).toEqual([undefined, 11]);
});
