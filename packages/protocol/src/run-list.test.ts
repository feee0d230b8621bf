import { expect, test } from "vitest";
import { selectRuns, type RunInfo, type RunQuery } from "./run-list.ts";

const run = (id: string, summary: RunInfo["summary"], more: Partial<RunInfo> = {}): RunInfo => ({
  id,
  log: id,
  name: `Run ${id}`,
  status: "finished",
  started: 0,
  head: 1,
  epoch: 1,
  epochs: 9,
  bytes: 1,
  ...(summary && { summary }),
  ...more,
});
const loss = (value: number) => ({ epoch: 1, metric: "loss" as const, loss: value });
const score = (metric: "rmse" | "accuracy", value: number) => ({ part: "test" as const, metric, value });

/** The newest first. */
const runs = [
  run(
    "d",
    { best: loss(3), score: score("accuracy", 0.8), targets: ["x"] },
    { status: "running", epoch: 5, tags: ["a", "b"] },
  ),
  run("c", undefined, { bytes: 7, tags: ["b"] }),
  run("b", { best: loss(1), score: score("accuracy", 0.9) }),
  run("a", { best: loss(2), score: score("rmse", 10), targets: ["x", "y"] }, { name: "Zebra" }),
];

test.each<[RunQuery, string]>([
  [{}, "dcba"],
  [{ reverse: true }, "abcd"],
  [{ sort: "loss" }, "badc"],
  [{ sort: "score" }, "abdc"],
  [{ sort: "score", reverse: true }, "cdba"],
  [{ sort: "name" }, "bcda"],
  [{ sort: "epochs", limit: 2 }, "dc"],
  [{ sort: "size" }, "cdba"],
  [{ status: "running" }, "d"],
  [{ tag: ["b"] }, "dc"],
  [{ tag: ["b", "a"] }, "d"],
  [{ target: "x" }, "da"],
  [{ name: "zeb" }, "a"],
  [{ name: "zeb", tag: ["b"] }, ""],
])("%j selects %s", (filter, ids) => {
  expect(
    selectRuns(runs, filter)
      .map(({ id }) => id)
      .join(""),
  ).toBe(ids);
});
