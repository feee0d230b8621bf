import { createDataset, dense } from "@epochal/core";
import { startRun } from "@epochal/stream";
import { lastSeq } from "@epochal/stream/events";
import { lastValueFrom, toArray } from "rxjs";
import { expect, test } from "vitest";
import { decodeServerMessage, encodeServerMessage, type ServerMessage } from "./server-message.ts";

test("every event of a run comes through with every bit", async () => {
  const run = startRun(
    {
      network: { inputs: 1, layers: [dense(3, "tanh"), dense(1)] },
      loss: "meanSquaredError",
      optimizer: { type: "adam" },
      epochs: 30,
      batchSize: 2,
    },
    { train: createDataset([0.1, 0.2, 0.3], [1, 2, 3]), validation: createDataset([0.4], [4]) },
  );
  for (const chunk of await lastValueFrom(run.chunks$.pipe(toArray()))) {
    const message: ServerMessage = { type: "events", run: run.id, first: chunk.seq, last: lastSeq(chunk), chunk };
    expect(decodeServerMessage(encodeServerMessage(message))).toEqual(message);
  }
});

test("a message of a later version is ignored", () => {
  expect(decodeServerMessage('{"type":"fireworks"}')).toBeUndefined();
});

test("events of a later version count with their positions", () => {
  const frame = '{"type":"events","run":"a","first":3,"last":4,"chunk":{"type":"dreamed","seq":3}}';
  expect(decodeServerMessage(frame)).toEqual({ type: "events", run: "a", first: 3, last: 4, chunk: undefined });
});

test.each([
  ["hello?", 'expected a JSON object with a type, got "hello?"'],
  ["[1]", "expected a JSON object with a type, got a list"],
  ['{"type":"events","run":"a","first":1,"last":1}', "expected events in a chunk, got nothing"],
  [
    '{"type":"events","run":"a","first":1,"last":1,"chunk":{"type":"snapshot","seq":1}}',
    "expected events in a chunk, got an object",
  ],
])("%s holds no message, which is an error of one line", (frame, message) => {
  expect(() => decodeServerMessage(frame)).toThrow(new TypeError(`decodeServerMessage: ${message}`));
});
