import { expect, test } from "vitest";
import { parseSetting } from "./parse-setting.ts";

test("choices and ranges become domains", () => {
  expect(parseSetting("hidden=16|32|32,32")).toEqual(["hidden", { type: "choices", values: [[16], [32], [32, 32]] }]);
  expect(parseSetting("l2 = 0 | 1e-4")).toEqual(["l2", { type: "choices", values: [0, 1e-4] }]);
  expect(parseSetting("activation=relu|tanh")[1]).toEqual({ type: "choices", values: ["relu", "tanh"] });
  const range = { type: "range", min: 1e-4, max: 0.1, scale: "log" };
  expect(parseSetting("learningRate=1e-4..1e-1:log")).toEqual(["learningRate", range]);
  expect(parseSetting("learningRate=1e-4..1e-1:3:log")[1]).toEqual({ ...range, points: 3 });
  expect(parseSetting("batchSize=16..64")[1]).toEqual({
    type: "range",
    min: 16,
    max: 64,
    scale: "linear",
    isWhole: true,
  });
});

test.each([
  [
    "hidden",
    "expected a setting and its values, such as learningRate=1e-4..1e-1:log or hidden=16|32|32,32, got hidden",
  ],
  ["=1|2", "expected a setting and its values, such as learningRate=1e-4..1e-1:log or hidden=16|32|32,32, got =1|2"],
  [
    "layers=1",
    'expected one of the settings learningRate, weightDecay, hidden, activation, dropout, l2, batchSize, schedule, got "layers"',
  ],
  ["learningRate=0|1", 'expected learningRate to be a number above 0, got "0"'],
  ["learningRate=fast", 'expected learningRate to be a number above 0, got "fast"'],
  ["learningRate=0.1|", 'expected learningRate to be a number above 0, got ""'],
  ["learningRate=0.1|1e-1", "expected different values of learningRate, got 0.1 twice"],
  [
    "learningRate=0.1..0.01",
    "expected a range of learningRate from a lower to a higher number, such as 0.001..0.1, got 0.1..0.01",
  ],
  [
    "learningRate=1..2..3",
    "expected a range of learningRate from a lower to a higher number, such as 0.001..0.1, got 1..2..3",
  ],
  [
    "learningRate=1..2:lin",
    'expected log, or a number of values from 2 to 10000, after the range of learningRate, got "lin"',
  ],
  ["l2=0..1:log", "expected a range of l2 on a logarithmic scale to begin above 0, got 0..1"],
  ["hidden=16..32", "expected choices of hidden with | between them, since a range holds numbers, got 16..32"],
  [
    "hidden=16|0",
    'expected hidden to be whole numbers of units from 1 to 10000, with commas between, such as 32,32, got "0"',
  ],
  ["batchSize=1.5|2", 'expected batchSize to be a whole number ≥ 1, got "1.5"'],
  ["dropout=0|1", 'expected dropout to be a number from 0 to below 1, got "1"'],
])("%s is rejected with what to write", (text, message) => {
  expect(() => parseSetting(text)).toThrow(message);
});
