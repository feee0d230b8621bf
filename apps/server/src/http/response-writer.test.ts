import type { ServerResponse } from "node:http";
import { expect, test } from "vitest";
import { createResponseWriter } from "./response-writer.ts";

/** A response whose other side reads when the test says so. */
function createStory() {
  const waiting: { readonly bytes: number; readonly onSent: () => void }[] = [];
  const response = {
    writableEnded: false,
    destroyed: false,
    get writableLength() {
      return waiting.reduce((sum, { bytes }) => sum + bytes, 0);
    },
    write: (text: string, onSent: () => void) => waiting.push({ bytes: text.length, onSent }),
  };
  let rooms = 0;
  const outlet = createResponseWriter(response as unknown as ServerResponse, () => (rooms += 1));
  return {
    response,
    waiting,
    outlet,
    /** The other side takes what was written first. */
    readOne: () => waiting.shift()?.onSent(),
    get rooms() {
      return rooms;
    },
  };
}

const large = "x".repeat(40_000);

test("who has found no room is told of it once, when there is", () => {
  const story = createStory();
  story.outlet.write(large);
  expect(story.outlet.isFull()).toBe(false);
  story.readOne();
  expect(story.rooms).toBe(0);
  for (let i = 0; i < 3; i++) story.outlet.write(large);
  expect(story.outlet.isFull()).toBe(true);
  story.readOne();
  expect(story.rooms).toBe(0);
  story.readOne();
  story.readOne();
  expect([story.rooms, story.outlet.isFull()]).toEqual([1, false]);
});

test("a reader has stalled when it was full the last time, and has taken nothing since", () => {
  const { outlet, readOne } = createStory();
  expect(outlet.hasStalled()).toBe(false);
  for (let i = 0; i < 5; i++) outlet.write(large);
  expect(outlet.hasStalled()).toBe(false);
  readOne();
  expect(outlet.hasStalled()).toBe(false);
  expect(outlet.hasStalled()).toBe(true);
});

test("nothing is written when the response has ended, or its client has gone", () => {
  const { outlet, response, waiting } = createStory();
  response.writableEnded = true;
  outlet.write("x");
  Object.assign(response, { writableEnded: false, destroyed: true });
  outlet.write("x");
  expect(waiting).toEqual([]);
});
