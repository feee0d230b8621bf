import { expect, test } from "vitest";
import {
  concatEpochs,
  countEvents,
  eventsOf,
  isContinuedBy,
  lastSeq,
  sliceEvents,
  type EpochChunk,
} from "./epoch-chunk.ts";
import type { NoticedEvent } from "./training-event.ts";

const epochs: EpochChunk = {
  type: "epochs",
  seq: 5,
  time: 100,
  epoch: 3,
  loss: Float64Array.of(3, 2, 1),
  learningRate: Float64Array.of(0.1, 0.1, 0.2),
  gradientNorm: Float64Array.of(9, 8, 7),
};
const notice: NoticedEvent = { type: "noticed", seq: 8, time: 101, epoch: 5, text: "look" };

test("eventsOf returns one event for each row of the columns", () => {
  expect([...eventsOf(epochs)]).toEqual([
    { type: "epoch", seq: 5, time: 100, epoch: 3, loss: 3, learningRate: 0.1, gradientNorm: 9 },
    { type: "epoch", seq: 6, time: 100, epoch: 4, loss: 2, learningRate: 0.1, gradientNorm: 8 },
    { type: "epoch", seq: 7, time: 100, epoch: 5, loss: 1, learningRate: 0.2, gradientNorm: 7 },
  ]);
});

test("eventsOf skips events up to a position", () => {
  expect([...eventsOf(epochs, 6)].map(({ seq }) => seq)).toEqual([7]);
  expect([...eventsOf(epochs, 7)]).toEqual([]);
  expect([...eventsOf(notice, 7)]).toEqual([notice]);
  expect([...eventsOf(notice, 8)]).toEqual([]);
});

test("lastSeq is the position of the last event", () => {
  expect(lastSeq(epochs)).toBe(7);
  expect(lastSeq(notice)).toBe(8);
});

test("sliceEvents cuts every column, and the times", () => {
  const timed: EpochChunk = {
    ...epochs,
    times: Float64Array.of(100, 110, 120),
    validationLoss: Float64Array.of(6, 5, 4),
  };
  expect(sliceEvents(timed, 6, 7)).toEqual({
    type: "epochs",
    seq: 6,
    time: 110,
    times: Float64Array.of(110, 120),
    epoch: 4,
    loss: Float64Array.of(2, 1),
    validationLoss: Float64Array.of(5, 4),
    learningRate: Float64Array.of(0.1, 0.2),
    gradientNorm: Float64Array.of(8, 7),
  });
  expect(sliceEvents(epochs, 1, 9)).toBe(epochs);
  expect(sliceEvents(notice, 8, 8)).toBe(notice);
});

test("the slices of a chunk, joined, have the same events", () => {
  const parts = [sliceEvents(epochs, 5, 5), sliceEvents(epochs, 6, 7)] as [EpochChunk, EpochChunk];
  expect(isContinuedBy(...parts)).toBe(true);
  expect(isContinuedBy(parts[1], parts[0])).toBe(false);
  expect([...eventsOf(concatEpochs(parts))]).toEqual([...eventsOf(epochs)]);
  expect(concatEpochs([epochs])).toBe(epochs);
  expect(() => concatEpochs([])).toThrow("concatEpochs: expected at least 1 chunk, got 0");
});

test("countEvents counts the epochs of a chunk", () => {
  expect([countEvents(epochs), countEvents(notice)]).toEqual([3, 1]);
});
