import { decodeServerMessage } from "@epochal/protocol";
import { eventsOf, sliceEvents, type EpochChunk, type EventChunk } from "@epochal/stream/events";
import { expect, test } from "vitest";
import { createFrame, toFrames } from "./frame.ts";

const column = Float64Array.from({ length: 300 }, (_, i) => i);
const chunk: EpochChunk = {
  type: "epochs",
  seq: 11,
  time: 5,
  epoch: 7,
  loss: column,
  validationLoss: column,
  learningRate: column,
  gradientNorm: column,
};

test("a chunk becomes frames of at most 128 consecutive events", () => {
  const frames = toFrames("a", chunk);
  expect(frames.map(({ first, last }) => [first, last])).toEqual([
    [11, 138],
    [139, 266],
    [267, 310],
  ]);
  const [, second] = frames.map(({ json }) => decodeServerMessage(String(json))!);
  const part = column.slice(128, 256);
  const columns = { loss: part, validationLoss: part, learningRate: part, gradientNorm: part };
  expect(second).toEqual({
    type: "events",
    run: "a",
    first: 139,
    last: 266,
    chunk: { type: "epochs", seq: 139, time: 5, epoch: 135, ...columns },
  });
});

test("epochs with times of their own keep them in every frame and on the wire", () => {
  const times = Float64Array.from({ length: 300 }, (_, i) => 5 + 16 * i);
  const whole = { ...chunk, times };
  const events = toFrames("a", whole).flatMap(({ json }) => {
    const message = decodeServerMessage(String(json))!;
    return message.type === "events" ? [...eventsOf(message.chunk!)] : [];
  });
  expect(events).toEqual([...eventsOf(whole)]);
  expect(events[140]?.time).toBe(5 + 16 * 140);
  expect(sliceEvents(whole, 20, 21)).toMatchObject({ time: 5 + 16 * 9, times: times.subarray(9, 11) });
});

test("a chunk that is not epochs is one frame", () => {
  const notice = { type: "noticed", seq: 3, time: 0, epoch: 1, text: "!" } as const;
  const [frame, ...others] = toFrames("a", notice);
  expect([frame!.first, frame!.last, frame!.chunk, others]).toEqual([3, 3, notice, []]);
  expect(frame!.size).toBeGreaterThan(frame!.json.length / 2);
});

test("a frame that no client gets is not encoded: a snapshot of a large network takes long", () => {
  const frame = createFrame("a", { type: "noticed", seq: 3, time: 0, epoch: 1, text: 1n } as unknown as EventChunk);
  expect(frame.size).toBeGreaterThan(0);
  expect(() => frame.json).toThrow("BigInt");
});

test("a model of many numbers is encoded in turns, to the same bytes", async () => {
  const list = Array.from({ length: 100_000 }, (_, i) => i / 3);
  const finished = { type: "finished", seq: 9, time: 0, model: { list } } as unknown as EventChunk;
  const [frame, prepared] = [1, 2].map(() => createFrame("a", finished));
  expect([frame!.isSlow, createFrame("a", { ...finished, model: {} } as EventChunk).isSlow]).toEqual([true, false]);
  let turns = 0;
  let isDone = false;
  const count = () => {
    turns += 1;
    if (!isDone) setImmediate(count);
  };
  count();
  await prepared!.prepare();
  isDone = true;
  expect(turns).toBeGreaterThan(10);
  expect(prepared!.bytes.equals(frame!.bytes)).toBe(true);
  expect(prepared!.json.equals(frame!.json)).toBe(true);
});

test("a frame remembers only a few thinned versions", () => {
  const frame = createFrame("a", sliceEvents(chunk, 11, 30));
  const first = frame.thinned(1).kept;
  for (let every = 2; every <= 100; every++) expect(frame.thinned(every).kept).toBe(frame.thinned(every).kept);
  expect(frame.thinned(1).kept).not.toBe(first);
  expect(frame.thinned(1).kept).toHaveLength(first.length);
});

test("a frame is split once into the epochs that are kept and those that are skipped", () => {
  const frame = createFrame("a", sliceEvents(chunk, 11, 30));
  const { kept, skippedAfter: behind } = frame.thinned(10);
  const places = kept.map(({ skippedBefore: before, frame: one }) => [
    before?.first,
    before?.last,
    one.first,
    one.last,
  ]);
  // The epochs 7 to 26 have the positions 11 to 30.
  expect(places).toEqual([
    [11, 13, 14, 14],
    [15, 23, 24, 24],
  ]);
  expect([behind?.first, behind?.last]).toEqual([25, 30]);
  expect(frame.thinned(10).kept).toBe(kept);
  expect(frame.thinned(5).kept.map(({ frame: one }) => one.first)).toEqual([14, 19, 24, 29]);
  expect(kept[1]!.skippedBefore!.rollup.toJSON().rollup["loss"]).toEqual({
    min: 4,
    max: 12,
    mean: 8,
    last: 12,
    count: 9,
  });
  expect([frame.newest.skippedBefore?.last, frame.newest.frame.first]).toEqual([29, 30]);
  expect(frame.newest).toBe(frame.newest);
  expect(frame.slice(11, 30)).toBe(frame);
});

test("clients that get the same frames in one message share it", () => {
  const [first, ...newer] = [11, 12, 13].map((seq) => createFrame("a", sliceEvents(chunk, seq, seq)));
  const joined = first!.joined(newer);
  expect([...eventsOf(joined.chunk)]).toEqual([...eventsOf(sliceEvents(chunk, 11, 13))]);
  expect(first!.joined(newer)).toBe(joined);
  expect(first!.joined(newer.slice(0, 1)).last).toBe(12);
  expect(first!.joined([])).toBe(first);
});
