import { dense } from "@epochal/core";
import type { RunRecord, StoredTraining } from "@epochal/log";
import { expect, test } from "vitest";
import { runLines, runTable } from "./run-lines.ts";

const started = new Date(2026, 2, 9, 8, 7, 6).getTime();
const run: RunRecord = {
  id: "run-b",
  log: "4f1c22ab",
  name: "cars.csv",
  status: "finished",
  reason: "early",
  started,
  ended: started + 61_000,
  head: 1234,
  epoch: 312,
  epochs: 500,
  bytes: 98_765,
};
const interrupted: RunRecord = { ...run, id: "run-a", parent: "run-0", status: "interrupted", bytes: 12 };
delete (interrupted as { reason?: string }).reason;

const training: StoredTraining = {
  name: "cars.csv",
  spec: {
    network: { inputs: 7, layers: [dense(32, "relu"), dense(1)] },
    loss: { type: "huber" },
    optimizer: { type: "adam" },
    epochs: 500,
  },
  data: {},
};

const facts = [
  ["network", "7-32-1 relu"],
  ["best loss", "0.5 at epoch 3"],
] as const;

test("a table of runs has a line for each, and columns for what is known", () => {
  expect(runTable([run, interrupted])).toEqual([
    "RUN    NAME      STATUS        EPOCHS     SIZE  STARTED",
    "run-b  cars.csv  early        312/500  98.8 KB  2026-03-09 08:07:06",
    "run-a  cars.csv  interrupted  312/500     12 B  2026-03-09 08:07:06",
  ]);
  const summary = {
    targets: ["mpg"],
    learningRate: 0.001,
    seed: 7,
    best: { epoch: 300, metric: "validationLoss", loss: 0.123456 },
    score: { part: "test", metric: "rmse", value: 2.61234 },
  } as const;
  expect(runTable([{ ...run, summary, tags: ["best", "wide"] }, interrupted])).toEqual([
    "RUN    NAME      STATUS        EPOCHS  TARGET     LR  SEED  BEST LOSS  SCORE               SIZE  STARTED              TAGS",
    "run-b  cars.csv  early        312/500  mpg     0.001     7     0.1235  rmse 2.612 test  98.8 KB  2026-03-09 08:07:06  best wide",
    "run-a  cars.csv  interrupted  312/500                                                      12 B  2026-03-09 08:07:06",
  ]);
});

test("control characters in a client's name do not reach the terminal", () => {
  const odd = { ...run, id: "a\u009b2J", name: "\u001b]0;title\u0007\nb" };
  const lines = [...runTable([odd]), ...runLines(odd, training, "epochal serve …", facts)];
  expect(lines.filter((line) => /\p{Cc}/u.test(line))).toEqual([]);
  expect(lines[1]).toContain(String.raw`a\u009b2J  \u001b]0;title\u0007\u000ab  early `);
});

test("columns are aligned by the cells that names take", () => {
  const table = runTable([
    { ...run, name: "房屋面积" },
    { ...run, name: "🏠 e\u0301" },
  ]);
  expect(table.slice(1)).toEqual([
    "run-b  房屋面积  early   312/500  98.8 KB  2026-03-09 08:07:06",
    "run-b  🏠 e\u0301      early   312/500  98.8 KB  2026-03-09 08:07:06",
  ]);
});

test("the details of a run say how it ended and, if possible, how to resume it", () => {
  expect(runLines(interrupted, training, "epochal serve …", facts)).toEqual([
    "run          run-a",
    "name         cars.csv",
    "status       interrupted: its process stopped before the run had ended",
    "epochs       312 of 500",
    "events       1234, 12 B",
    "started      2026-03-09 08:07:06",
    "ended        2026-03-09 08:08:07",
    "continues    run-0",
    "network      7-32-1 relu",
    "best loss    0.5 at epoch 3",
    "log          4f1c22ab",
    "to resume    epochal serve …",
  ]);
  const { data: _, ...withoutRows } = training;
  expect(runLines(interrupted, withoutRows, "epochal serve …", facts).join()).not.toContain("to resume");
  expect(runLines(run, training, "epochal serve …", facts)).toContain("status       finished: early");
});

test("values are aligned behind the longest label", () => {
  const lines = runLines(run, training, "", [["best validation loss", "0.5 at epoch 3"]]);
  expect(lines).toContain("name                 cars.csv");
  expect(lines).toContain("best validation loss 0.5 at epoch 3");
});

test("a time that no calendar has is unknown", () => {
  expect(runLines({ ...run, started: 1e300 }, training, "epochal serve …", facts)).toContain("started      unknown");
});
