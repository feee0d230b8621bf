import { expect, test } from "vitest";
import { ProtocolError } from "../close-codes.ts";
import { decodeRuns } from "./decode-runs.ts";

const run = {
  id: "a",
  log: "l",
  name: "notebook",
  status: "finished",
  reason: "completed",
  started: 1795384800000,
  ended: 1795384800001,
  head: 3,
  epoch: 2,
  epochs: 2,
  bytes: 100,
  summary: {
    targets: ["y"],
    learningRate: 0.01,
    best: { epoch: 2, metric: "loss", loss: 0.5 },
    score: { part: "test", metric: "rmse", value: 0.1 },
  },
  tags: ["t"],
  notes: "n",
};

test("a list of runs is read as it is, with fields of later versions", () => {
  const runs = [run, { ...run, summary: undefined, later: { any: "thing" } }];
  expect(decodeRuns(runs)).toEqual(runs);
  expect(decodeRuns([])).toEqual([]);
});

test.each([
  ["nothing", null, "expected the list of runs to be a list, got null"],
  ["an object", {}, "expected the list of runs to be a list, got an object"],
  ["a list of numbers", [1], "expected 0 of the list of runs to be an object, got 1"],
  ["a run without an id", [{}], "expected 0.id of the list of runs to be a string, got nothing"],
  [
    "an unknown status",
    [run, { ...run, status: "__proto__" }],
    'expected 1.status of the list of runs to be "queued", "running", "finished", "interrupted" or "cancelled", got "__proto__"',
  ],
  ["a text as a time", [{ ...run, started: "x" }], /0\.started .* got "x"/],
  ["tags that are no list", [{ ...run, tags: 5 }], /0\.tags .* to be a list, got 5/],
  [
    "no loss",
    [{ ...run, summary: { best: { epoch: 1, metric: "loss", loss: null } } }],
    /0\.summary\.best\.loss .*null/,
  ],
])("%s is an error in one line", (_, value, error) => {
  expect(() => decodeRuns(value)).toThrow(ProtocolError);
  expect(() => decodeRuns(value)).toThrow(error);
});
