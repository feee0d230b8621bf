import { createDataset, dense } from "@epochal/core";
import { startRun } from "@epochal/stream";
import { lastSeq } from "@epochal/stream/events";
import { lastValueFrom, toArray } from "rxjs";
import { expect, test } from "vitest";
import fc from "fast-check";
import { ProtocolError } from "../close-codes.ts";
import { decodeServerMessage, encodeServerMessage, type ServerMessage } from "./server-message.ts";

test("every event of a run is returned bit for bit", async () => {
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

test("a snapshot with lists of numbers, as older servers send it, is accepted", () => {
  const snapshot = { version: 1, epoch: 1, step: 3, batch: 0, lossSum: 0, weightSum: 0, settings: {} };
  const chunk = { type: "snapshot", seq: 2, time: 0, epoch: 1, scores: {}, snapshot };
  const json = { ...chunk, snapshot: { ...snapshot, parameters: [0.1, 2], memory: [] } };
  const message = decodeServerMessage(JSON.stringify({ type: "events", run: "a", first: 2, last: 2, chunk: json }));
  const vectors = { parameters: Float64Array.of(0.1, 2), memory: Float64Array.of() };
  expect(message).toMatchObject({ chunk: { ...chunk, snapshot: { ...snapshot, ...vectors } } });
});

test("a message of a later version is ignored", () => {
  expect(decodeServerMessage('{"type":"fireworks"}')).toBeUndefined();
});

test("events of a later version count by their positions", () => {
  const frame = '{"type":"events","run":"a","first":3,"last":4,"chunk":{"type":"dreamed","seq":3}}';
  expect(decodeServerMessage(frame)).toEqual({ type: "events", run: "a", first: 3, last: 4, chunk: undefined });
});

test.each([
  ["hello?", 'expected a JSON object, got "hello?"'],
  [
    `{"type":"heartbeat","time":1,"heads":{"${"x".repeat(70)}":"1"}}`,
    `expected heads.${"x".repeat(64)}… of heartbeat to be a whole number ≥ 0, got "1"`,
  ],
  ["[1]", "expected a JSON object with a type, got a list"],
])("%s is rejected in one line", (frame, message) => {
  expect(() => decodeServerMessage(frame)).toThrow(new ProtocolError(`decodeServerMessage: ${message}`));
});

test("an applied setting is a number: a view shows it as one", () => {
  const decode = (learningRate: unknown) => {
    const command = { type: "set", learningRate, epochsPerSecond: null, by: "me" };
    const chunk = { type: "commanded", seq: 3, time: 0, command, outcome: "applied", epoch: 1, step: 1 };
    return decodeServerMessage(JSON.stringify({ type: "events", run: "a", first: 3, last: 3, chunk }));
  };
  expect(decode(0.1)).toMatchObject({ chunk: { command: { learningRate: 0.1 } } });
  expect(() => decode("x")).toThrow('expected learningRate of set of chunk commanded to be a number, got "x"');
});

test("any frame is a message, a message of a later version, or a ProtocolError", () => {
  const attempt = (frame: string) => {
    try {
      decodeServerMessage(frame);
      return true;
    } catch (error) {
      return error instanceof ProtocolError && error.code === 4000;
    }
  };
  const chunk = fc.json().map((json) => `{"type":"events","run":"a","first":1,"last":1,"chunk":${json}}`);
  const state = fc
    .tuple(fc.constantFrom("parameters", "memory", "settings"), fc.json())
    .map(
      ([field, json]) =>
        `{"type":"events","run":"a","first":1,"last":1,"chunk":{"type":"snapshot","${field}":${json}}}`,
    );
  fc.assert(fc.property(fc.oneof(fc.string(), fc.json(), chunk, state), attempt));
});
