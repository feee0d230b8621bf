import { expect, test } from "vitest";
import type { Command, EventChunk } from "@epochal/stream/events";
import { createPacemaker, paceAfter, quickening } from "./pace.ts";

const column = (length: number) => new Float64Array(length);
const epochs = (from: number, to: number): EventChunk => ({
  type: "epochs",
  seq: 1,
  time: 0,
  epoch: from,
  loss: column(to - from + 1),
  learningRate: column(to - from + 1),
  gradientNorm: column(to - from + 1),
});
const reply = (epochsPerSecond: number): EventChunk => ({
  type: "commanded",
  seq: 1,
  time: 0,
  command: { type: "set", epochsPerSecond },
  outcome: "applied",
  epoch: 0,
  step: 0,
});

function speedsAfter(...chunks: EventChunk[]): (number | undefined)[] {
  const sent: Command[] = [];
  const follow = createPacemaker(quickening, (command) => sent.push(command));
  for (const chunk of chunks) follow(chunk);
  return sent.map((command) => (command.type === "set" ? command.epochsPerSecond : undefined));
}

test("a training quickens from 5 epochs a second until it is unlimited", () => {
  expect(paceAfter(quickening, 0)).toBe(5);
  expect(speedsAfter(epochs(1, 9))).toEqual([]);
  expect(speedsAfter(epochs(1, 10), epochs(11, 49), epochs(50, 50))).toEqual([20, 80]);
  expect(speedsAfter(epochs(1, 5000))).toEqual([0]);
});

test("it keeps a speed that a person has set, and knows its own by their replies", () => {
  expect(speedsAfter(epochs(1, 10), reply(20), epochs(11, 50))).toEqual([20, 80]);
  expect(speedsAfter(epochs(1, 10), reply(20), reply(7), epochs(11, 5000))).toEqual([20]);
});

test("a rewind does not slow it down again", () => {
  expect(speedsAfter(epochs(1, 60), reply(80), epochs(3, 60))).toEqual([80]);
});
