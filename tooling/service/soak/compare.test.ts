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
const told = [chunks[0] as TrainingEvent, epoch(2), epoch(3), epoch(4)];
const sum = { min: 3, max: 4, mean: 3.5, last: 3, count: 2 };
const rollup = {
  epoch: { min: 1, max: 2, mean: 1.5, last: 2, count: 2 },
  loss: sum,
  learningRate: sum,
  gradientNorm: sum,
};
const gap: GapMessage = { type: "gap", run: "a", from: 2, to: 3, reason: "slow", types: { epoch: 2 }, rollup };

function found(heard: (TrainingEvent | GapMessage)[], mode: Reader["mode"] = "all", runs = ["a"]) {
  const readings = runs.map((run) => ({ run, told: heard }));
  const reader = { name: "r", mode, readings, complaints: [], done: Promise.resolve(), stop() {} };
  const { complaints, events: _, gaps: __, ...counts } = compare([reader], ["a"], log);
  return { ...counts, complaints: complaints.length };
}
const nothing = { missing: 0, repeats: 0, lost: 0, untrue: 0, complaints: 0 };

test("a reader who was told all, or a gap in place of some, has nothing to complain of", () => {
  expect(encodeServerMessage(gap)).toContain("slow");
  expect(found(told)).toEqual(nothing);
  expect(found([told[0], gap, told[3]], "latest")).toEqual(nothing);
});

test.each<[string, ReturnType<typeof found>, Partial<typeof nothing>]>([
  ["an event that is missing", found([told[0], told[1], told[3]]), { missing: 1, complaints: 1 }],
  ["an end that never came", found(told.slice(0, 2)), { missing: 2, complaints: 1 }],
  ["an event that came twice", found([told[0], told[0], ...told.slice(1)]), { repeats: 1, complaints: 1 }],
  ["events in another order", found([told[1], told[0], told[2], told[3]]), { missing: 1, repeats: 1, complaints: 2 }],
  [
    "an event that is another one in the log",
    found([...told.slice(0, 3), { ...epoch(4), time: 1 }]),
    { lost: 1, complaints: 1 },
  ],
  ["an event that is not in the log", found([...told, epoch(5)]), { lost: 1, repeats: 1, complaints: 2 }],
  ["a gap where everything was wanted", found([told[0], gap, told[3]]), { untrue: 1, complaints: 1 }],
  [
    "a gap that counts too few",
    found([told[0], { ...gap, types: { epoch: 1 } }, told[3]], "latest"),
    { untrue: 1, complaints: 1 },
  ],
  [
    "a gap with another sum",
    found([told[0], { ...gap, rollup: { ...rollup, loss: { ...sum, mean: 3.4 } } }, told[3]], "latest"),
    { untrue: 1, complaints: 1 },
  ],
  ["a run that nobody asked for", found(told, "all", ["b"]), { lost: 4, repeats: 1, complaints: 3 }],
])("%s is found", (_, counts, wanted) => {
  expect(counts).toEqual({ ...nothing, ...wanted });
});
