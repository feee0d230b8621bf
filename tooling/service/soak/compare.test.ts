import { encodeServerMessage, type GapMessage } from "@epochal/protocol";
import type { EpochChunk, EventChunk, TrainingEvent } from "@epochal/stream/events";
import { expect, test } from "vitest";
import { compare } from "./compare.ts";
import type { Reader } from "./reader.ts";

const column = Float64Array.of(4, 3, 2);
const chunks: EventChunk[] = [
  { type: "noticed", seq: 1, time: 0, epoch: 0, text: "look" },
  { type: "epochs", seq: 2, time: 0, epoch: 1, loss: column, learningRate: column, gradientNorm: column } as EpochChunk,
];
const log = { read: (_run: string, after: number) => (after === 0 ? chunks : []) };
const epoch = (seq: number): TrainingEvent => {
  const [loss, learningRate, gradientNorm] = [column, column, column].map((values) => values[seq - 2]);
  return { type: "epoch", seq, time: 0, epoch: seq - 1, loss, learningRate, gradientNorm };
};
const received = [chunks[0] as TrainingEvent, epoch(2), epoch(3), epoch(4)];
const sum = { min: 3, max: 4, mean: 3.5, last: 3, count: 2 };
const rollup = {
  epoch: { min: 1, max: 2, mean: 1.5, last: 2, count: 2 },
  loss: sum,
  learningRate: sum,
  gradientNorm: sum,
};
const gap: GapMessage = { type: "gap", run: "a", from: 2, to: 3, reason: "slow", types: { epoch: 2 }, rollup };

function compareReader(messages: (TrainingEvent | GapMessage)[], mode: Reader["mode"] = "all", runs = ["a"]) {
  const readings = runs.map((run) => ({ run, received: messages }));
  const reader = { name: "r", mode, readings, problems: [], done: Promise.resolve(), stop() {} };
  const { problems, events: _, gaps: __, ...counts } = compare([reader], ["a"], log);
  return { ...counts, problems: problems.length };
}
const nothing = { missing: 0, repeats: 0, unstored: 0, wrongGaps: 0, problems: 0 };

test("a reader that received all events, or correct gaps, has no problems", () => {
  expect(encodeServerMessage(gap)).toContain("slow");
  expect(compareReader(received)).toEqual(nothing);
  expect(compareReader([received[0], gap, received[3]], "latest")).toEqual(nothing);
});

test.each<[string, ReturnType<typeof compareReader>, Partial<typeof nothing>]>([
  ["a missing event", compareReader([received[0], received[1], received[3]]), { missing: 1, problems: 1 }],
  ["a missing end", compareReader(received.slice(0, 2)), { missing: 2, problems: 1 }],
  ["a repeated event", compareReader([received[0], received[0], ...received.slice(1)]), { repeats: 1, problems: 1 }],
  [
    "events in the wrong order",
    compareReader([received[1], received[0], received[2], received[3]]),
    { missing: 1, repeats: 1, problems: 2 },
  ],
  [
    "an event that differs from the log",
    compareReader([...received.slice(0, 3), { ...epoch(4), time: 1 }]),
    { unstored: 1, problems: 1 },
  ],
  ["an event that is not in the log", compareReader([...received, epoch(5)]), { unstored: 1, repeats: 1, problems: 2 }],
  ["a gap for a reader of every event", compareReader([received[0], gap, received[3]]), { wrongGaps: 1, problems: 1 }],
  [
    "a gap with too small a count",
    compareReader([received[0], { ...gap, types: { epoch: 1 } }, received[3]], "latest"),
    { wrongGaps: 1, problems: 1 },
  ],
  [
    "a gap with a wrong sum",
    compareReader([received[0], { ...gap, rollup: { ...rollup, loss: { ...sum, mean: 3.4 } } }, received[3]], "latest"),
    { wrongGaps: 1, problems: 1 },
  ],
  ["a wrong run", compareReader(received, "all", ["b"]), { unstored: 4, repeats: 1, problems: 3 }],
])("%s is found", (_, counts, expected) => {
  expect(counts).toEqual({ ...nothing, ...expected });
});
