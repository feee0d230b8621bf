import { expect, test } from "vitest";
import type { StartedEvent } from "@epochal/stream/events";
import { classRun, lineRun } from "../../test/story.ts";
import { initialState } from "../run-state/run-state.ts";
import { metricsTable } from "../queries/metrics-table.ts";
import { describePrediction } from "../text/status-sentence.ts";
import { summarizeRun } from "../text/run-summary.ts";
import { predictClasses, sampleClasses, sampleConfusion, targetClasses } from "./classes.ts";
import { fitKind } from "./fit-data.ts";
import { parseProbe } from "./parse-probe.ts";

const story = classRun().train(60);
const { state } = story;

test("the confusion matrix counts the validation rows of the sample by true and predicted class", () => {
  const { part, matrix, rows, correct } = sampleConfusion(state)!;
  expect([part, rows]).toEqual(["validation", 45]);
  expect(matrix.map((row) => row.reduce((sum, count) => sum + count, 0))).toEqual([15, 15, 15]);
  expect(correct / rows).toBeCloseTo(state.snapshot!.scores.accuracy!, 12);
  expect(correct).toBeGreaterThan(35);
});

test("regions are the most probable class at each place of a grid", () => {
  // The clouds lie around (0, 0), (3, 0) and (1.5, 3).
  expect(Array.from(predictClasses(state, [0, 3], [0])!)).toEqual([0, 1]);
  expect(Array.from(predictClasses(state, [1.5], [3.5])!)).toEqual([2]);
  expect(sampleClasses(state).length).toBe(105);
});

test("numbers have neither, and before the first event there is nothing", () => {
  expect([targetClasses(lineRun().state), sampleConfusion(lineRun().train(2).state)]).toEqual([undefined, undefined]);
  expect([sampleConfusion(initialState()), predictClasses(initialState(), [0], [0])]).toEqual([undefined, undefined]);
  expect([fitKind(state), fitKind(classRun({ inputs: 4 }).state), fitKind(lineRun().state)]).toEqual([
    "regions",
    "confusion",
    "curve",
  ]);
});

test("scores of classes are compared with logistic regression, in tables and in words", () => {
  expect(metricsTable(state).map(({ name }) => name)).toEqual([
    "loss",
    "validationLoss",
    "logLoss",
    "accuracy",
    "rocAuc",
  ]);
  const { logLoss, accuracy } = state.started!.data.baselines.mean;
  expect(logLoss).toBeCloseTo(Math.log(3), 12);
  expect(accuracy).toBeCloseTo(1 / 3, 12);
  expect(summarizeRun(state)).toMatch(/network +frequent +logistic\n/);
  const probe = parseProbe("x1 = 0 x2 = 0", story.events[0] as StartedEvent);
  expect(describePrediction(state, probe, 0)).toMatch(/the network gives adelie a probability of 0\.9\d+\.$/);
});
