import { expect, test } from "vitest";
import { eventsOf, lastSeq, type EpochChunk, type NoticedEvent } from "./events.ts";

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

test("eventsOf makes one event of each row of the columns", () => {
  expect([...eventsOf(epochs)]).toEqual([
    { type: "epoch", seq: 5, time: 100, epoch: 3, loss: 3, learningRate: 0.1, gradientNorm: 9 },
    { type: "epoch", seq: 6, time: 100, epoch: 4, loss: 2, learningRate: 0.1, gradientNorm: 8 },
    { type: "epoch", seq: 7, time: 100, epoch: 5, loss: 1, learningRate: 0.2, gradientNorm: 7 },
  ]);
});

test("eventsOf leaves out what somebody has already", () => {
  expect([...eventsOf(epochs, 6)].map(({ seq }) => seq)).toEqual([7]);
  expect([...eventsOf(epochs, 7)]).toEqual([]);
  expect([...eventsOf(notice, 7)]).toEqual([notice]);
  expect([...eventsOf(notice, 8)]).toEqual([]);
});

test("lastSeq is the position of the last event", () => {
  expect(lastSeq(epochs)).toBe(7);
  expect(lastSeq(notice)).toBe(8);
});
