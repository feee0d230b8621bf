import type { TrainingEvent } from "@epochal/stream/events";
import { initialState, reduce } from "@epochal/view";
import { lineRun } from "@epochal/view/story";
import { expect, test } from "vitest";
import { comparisonAsText } from "./comparison-as-text.ts";

const seeds = [1, 2, 3].map((seed) => lineRun({ seed, epochs: 60 }));

test("runs are compared in a line each, then the spread of those that have ended", () => {
  const states = [seeds[0]!.train().state, seeds[1]!.train(30).state, seeds[2]!.train().state, initialState()];
  const [first = "", second = "", third = "", spread = "", ...rest] = comparisonAsText(states).split("\n");
  const best = (i: number) => states[i]!.best.validationLoss!;
  expect(first).toMatch(/^A notebook, seed 1 {2}best validation loss +0\.\d+ at epoch +60 {2}finished: 60 epochs/);
  expect(third).toMatch(/^C notebook, seed 3 {2}best validation loss +0\.\d+ at epoch +60 {2}finished: 60 epochs/);
  expect(Number(/loss +([\d.]+)/.exec(first)![1])).toBeCloseTo(best(0).value, 4);
  expect(second).toMatch(/^B notebook, seed 2 {2}best validation loss +\d\.\d+ at epoch +30 {2}running at epoch 30$/);
  const mean = (best(0).value + best(2).value) / 2;
  expect(spread).toMatch(/^mean best loss of 2 seeds: [\d.]+ ± [\d.]+ \(mean ± standard deviation\)$/);
  expect(Number(/: ([\d.]+)/.exec(spread)![1])).toBeCloseTo(mean, 3);
  expect(rest).toEqual([]);
});

test("a branch has the epoch it began at, and runs that share random numbers have no spread", () => {
  const parent = lineRun({ validation: false }).train(20);
  const [started, ...events] = parent.events;
  const from = { run: "7f3a", epoch: 10, step: 10, hash: "" };
  const later = events.filter((event) => "epoch" in event && event.epoch > 10);
  const branch = [{ ...started, from } as TrainingEvent, ...later].reduce(reduce, initialState());
  const lines = comparisonAsText([parent.state, branch]).split("\n");
  expect(lines).toHaveLength(2);
  expect(lines[0]).toMatch(/^A notebook {8}best loss /);
  expect(lines[1]).toMatch(/^B └ notebook @10 {2}best loss +\S+ at epoch +19 {2}running at epoch 20  lowest$/);
});
