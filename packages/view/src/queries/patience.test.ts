import { expect, test } from "vitest";
import { lineRun, noiseRun } from "../../test/story.ts";
import { reduce } from "../run-state/reduce.ts";
import { initialState } from "../run-state/run-state.ts";
import { canStopEarly, currentPatience } from "./patience.ts";

test("patience counts down from the best epoch, and the run ends when none is left", () => {
  const story = noiseRun({ patience: 40 });
  const left = [1, 10, 29].map((epochs) => {
    const { state } = story.train(epochs);
    return [state.epoch, currentPatience(state)];
  });
  // The first epoch is the best.
  expect(left).toEqual([
    [1, { epochs: 40, left: 40 }],
    [11, { epochs: 40, left: 30 }],
    [40, { epochs: 40, left: 1 }],
  ]);
  expect(story.train(1).state).toMatchObject({ epoch: 41, finished: { reason: "early" } });
});

test("there is no patience without a rule or before the first epoch", () => {
  expect(currentPatience(lineRun().train(3).state)).toBeUndefined();
  expect(canStopEarly(lineRun().state)).toBe(false);
  expect(currentPatience(noiseRun().state)).toBeUndefined();
  expect(canStopEarly(noiseRun().state)).toBe(true);
});

test("a rule without a number of epochs has the default of core", () => {
  const { state } = noiseRun().train(1);
  const started = { ...state.started!, spec: { ...state.started!.spec, stopping: [{ type: "patience" }] as const } };
  expect(currentPatience({ ...state, started })).toEqual({ epochs: 100, left: 100 });
});

test("a restart begins a new wait, also for viewers who join later", () => {
  const story = noiseRun().train(50);
  const { latest, snapshot } = story.state;
  const restarted = story.add({
    seq: 999,
    time: 300,
    type: "noticed",
    epoch: 51,
    text: "diverged: begins again",
  }).state;
  expect(restarted).toMatchObject({ restartEpoch: 51, lowestLoss: undefined });
  const event = { ...latest!, seq: 1000, epoch: 52, loss: 9, validationLoss: 9 };
  const again = story.add(event).state;
  expect(currentPatience(again)).toEqual({ epochs: 100, left: 100 });
  expect(currentPatience(story.add({ ...event, seq: 1001, epoch: 60, validationLoss: 10 }).state)!.left).toBe(92);

  const lowest = { epoch: 55, loss: 8 };
  const restart = { count: 1, epoch: 51, step: 51, lowest };
  const joined = { ...snapshot!, seq: 1002, epoch: 60, snapshot: { ...snapshot!.snapshot, epoch: 60, restart } };
  const late = [noiseRun().events[0]!, { ...event, seq: 2, epoch: 59 }, joined].reduce(reduce, initialState());
  expect(late).toMatchObject({ restartEpoch: 51, lowestLoss: { epoch: 55, value: 8 } });
});
