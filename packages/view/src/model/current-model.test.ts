import { expect, test } from "vitest";
import { lineRun, tableRun } from "../../test/story.ts";
import type { RunState } from "../run-state/run-state.ts";
import { currentModel, silentUnits, predictSample } from "./current-model.ts";

test("a running training shows the network of its latest snapshot", () => {
  const { state } = lineRun().train(20);
  const current = currentModel(state);
  expect(current).toMatchObject({ epoch: 20, isKept: false });
  expect(Array.from(current!.model.network.parameters)).toEqual(Array.from(state.snapshot!.snapshot.parameters));
});

test("a finished training shows the model it kept: with validation rows, the best", () => {
  const { state } = tableRun({ epochs: 60 }).train();
  const current = currentModel(state);
  expect(current).toMatchObject({ epoch: state.finished!.modelEpoch, isKept: true });
  expect(current!.model.toJSON()).toEqual(state.finished!.model);
});

test("predictions are those of the model, in the target's unit, on the validation rows", () => {
  const { state } = tableRun().train(20);
  const { part, actual, predicted } = predictSample(state)!;
  const sample = state.started!.data.sample.validation!;
  expect(part).toBe("validation");
  expect(Array.from(actual)).toEqual(sample.y.map(([y]) => y));
  expect(Array.from(predicted)).toEqual(sample.x.map((row) => currentModel(state)!.model.predict(row)));
});

test("units that are 0 for every row are silent", () => {
  const { state } = lineRun().train(1);
  const parameters = state.snapshot!.snapshot.parameters.slice();
  // W and b of the hidden layer: ten weights, ten biases. Inputs lie between 0 and 1.
  for (let unit = 0; unit < 10; unit++) {
    parameters[unit] = unit < 3 ? -1 : 1;
    parameters[10 + unit] = unit < 3 ? -1 : 1;
  }
  const snapshot = { ...state.snapshot!, snapshot: { ...state.snapshot!.snapshot, parameters } };
  const asleep: RunState = { ...state, snapshot };
  const silent = silentUnits(asleep)!;
  expect(silent.map((units) => units.filter(Boolean).length)).toEqual([3, 0]);
  expect(silent[0]).toHaveLength(10);
});

test("results for a snapshot are computed once", () => {
  const { state } = lineRun().train(5);
  expect(currentModel({ ...state })).toBe(currentModel(state));
  expect(predictSample({ ...state })).toBe(predictSample(state));
});
