import { expect, test } from "vitest";
import { line, patient } from "../test/story.ts";
import { mayEndEarly, patienceOf } from "./patience.ts";

test("patience counts down from the best epoch, and the run ends when none is left", () => {
  const story = patient({ patience: 40 });
  const left = [1, 10, 29].map((epochs) => {
    const { state } = story.train(epochs);
    return [state.epoch, patienceOf(state)];
  });
  // The first epoch is the best.
  expect(left).toEqual([
    [1, { epochs: 40, left: 40 }],
    [11, { epochs: 40, left: 30 }],
    [40, { epochs: 40, left: 1 }],
  ]);
  expect(story.train(1).state).toMatchObject({ epoch: 41, finished: { reason: "early" } });
});

test("a run without such a rule has no patience, and none has one before the first epoch", () => {
  expect(patienceOf(line().train(3).state)).toBeUndefined();
  expect(mayEndEarly(line().state)).toBe(false);
  expect(patienceOf(patient().state)).toBeUndefined();
  expect(mayEndEarly(patient().state)).toBe(true);
});

test("a rule without a number has that of core", () => {
  const { state } = patient().train(1);
  const started = { ...state.started!, spec: { ...state.started!.spec, stopping: [{ type: "patience" }] as const } };
  expect(patienceOf({ ...state, started })).toEqual({ epochs: 100, left: 100 });
});
