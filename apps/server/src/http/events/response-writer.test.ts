import type { ServerResponse } from "node:http";
import { expect, test } from "vitest";
import { createResponseWriter } from "./response-writer.ts";

/** A response whose client reads when the test says so. */
function createFixture() {
  const waiting: { readonly bytes: number; readonly onSent: () => void }[] = [];
  const response = {
    writableEnded: false,
    destroyed: false,
    get writableLength() {
      return waiting.reduce((sum, { bytes }) => sum + bytes, 0);
    },
    cork() {},
    uncork() {},
    write: (text: string, onSent: () => void) => waiting.push({ bytes: text.length, onSent }),
  };
  let roomCalls = 0;
  const writer = createResponseWriter(response as unknown as ServerResponse, () => (roomCalls += 1));
  return {
    response,
    waiting,
    writer,
    /** The client reads the oldest write. */
    readOne: () => waiting.shift()?.onSent(),
    get roomCalls() {
      return roomCalls;
    },
  };
}

const large = "x".repeat(40_000);

test("the sender is called back once when there is room again", () => {
  const fixture = createFixture();
  fixture.writer.write(large);
  expect(fixture.writer.isFull()).toBe(false);
  fixture.readOne();
  expect(fixture.roomCalls).toBe(0);
  for (let i = 0; i < 3; i++) fixture.writer.write(large);
  expect(fixture.writer.isFull()).toBe(true);
  fixture.readOne();
  expect(fixture.roomCalls).toBe(0);
  fixture.readOne();
  fixture.readOne();
  expect([fixture.roomCalls, fixture.writer.isFull()]).toEqual([1, false]);
});

test("a response has stalled if it was full at the last check and its client has read nothing since", () => {
  const { writer, readOne } = createFixture();
  expect(writer.hasStalled()).toBe(false);
  for (let i = 0; i < 5; i++) writer.write(large);
  expect(writer.hasStalled()).toBe(false);
  readOne();
  expect(writer.hasStalled()).toBe(false);
  expect(writer.hasStalled()).toBe(true);
});

test("nothing is written after the response has ended or its client has disconnected", () => {
  const { writer, response, waiting } = createFixture();
  response.writableEnded = true;
  writer.write("x");
  Object.assign(response, { writableEnded: false, destroyed: true });
  writer.write("x");
  expect(waiting).toEqual([]);
});
