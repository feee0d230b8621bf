import type { Columns } from "@epochal/core";
import type { StartedEvent } from "@epochal/stream/events";
import { expect, test } from "vitest";
import { lineRun, tableRun } from "../../test/story.ts";
import { stateAt } from "../run-state/state-at.ts";
import { describePrediction } from "../text/status-sentence.ts";
import { currentModel, residualsOf } from "./current-model.ts";
import { parseProbe } from "./parse-probe.ts";
import { predictAt } from "./predict-at.ts";

const story = lineRun().train(300);
const { state } = story;
const oneInput = story.events[0] as StartedEvent;
const sixInputs = tableRun().events[0] as StartedEvent;

const columns: Columns = {
  inputs: [
    { name: "rooms", kind: "number" },
    { name: "living area", kind: "number" },
    { name: "town", kind: "category", values: ["Ulm", "New York"] },
  ],
  targets: ["price"],
};
/** Three houses: 2, 3 and 4 rooms, two of them in New York. */
const houses = {
  data: { columns, scalers: { inputs: { scale: [1, 1, 1, 1] } }, sample: { train: { x: [[2, 50, 0, 1], [3, 70, 1, 0], [4, 90, 0, 1]] } } }, // prettier-ignore
} as unknown as StartedEvent;

test.each([
  ["1.5", "x = 1.5", [1.5]],
  ["x = 1.5", "x = 1.5", [1.5]],
  ["  x=-2e3 ", "x = -2e3", [-2000]],
])("for one input, %s is parsed", (closePrompt, text, inputs) => {
  expect(parseProbe(closePrompt, oneInput)).toEqual({ text, inputs });
});

test.each([
  ["rooms=4 living area=120", "rooms=4 living area=120", [4, 120, 0, 1]],
  ["living area = 120, rooms = 4", "living area=120 rooms=4", [4, 120, 0, 1]],
  ["rooms=4", "rooms = 4", [4, 70, 0, 1]],
  ['town="New York" rooms=1', 'town="New York" rooms=1', [1, 70, 0, 1]],
  ["4 120 Ulm", "rooms=4 living area=120 town=Ulm", [4, 120, 1, 0]],
])("for several inputs, %s is parsed; inputs without a value get typical values", (closePrompt, text, inputs) => {
  expect(parseProbe(closePrompt, houses)).toEqual({ text, inputs });
  // As it is shown it can be typed again.
  expect(parseProbe(text, houses)).toEqual({ text, inputs });
});

test.each([
  ["room=4", houses, 'probe: expected an input among rooms, living area, town, got "room"'],
  ["rooms=many", houses, 'probe: expected a number for "rooms", got "many"'],
  ["town=Bonn", houses, 'probe: expected "town" to be one of Ulm, New York, got "Bonn"'],
  ["rooms=", houses, 'probe: expected name = value, got "rooms="'],
  ["4", houses, 'probe: expected some of rooms, living area, town by name, such as rooms = 1, got "4"'],
  ["1 2", oneInput, 'probe: expected a value, got "1 2"'],
  ["x=1e999", oneInput, 'probe: expected a number for "x", got "1e999"'],
  ["x7=1", sixInputs, 'probe: expected an input among x1, x2, x3, x4, x5, x6, got "x7"'],
])("%s is rejected in one line", (closePrompt, started, message) => {
  expect(() => parseProbe(closePrompt, started)).toThrow(new RangeError(message));
});

test("the prediction is that of the shown network, with its 95 % interval and the target of a known row", () => {
  const probe = parseProbe("0.5", oneInput);
  const prediction = predictAt(state, probe, 0)!;
  expect(prediction.predicted).toBe(currentModel(state)!.model.predict(0.5));
  expect(prediction.within).toBe(2 * residualsOf(state)!.deviation);
  expect(prediction.actual).toBeUndefined();
  const early = stateAt(state, 10);
  expect(predictAt(early, probe, 0)!.predicted).toBe(currentModel(early)!.model.predict(0.5));
  expect(predictAt(early, probe, 0)!.predicted).not.toBe(prediction.predicted);

  const { x, y } = oneInput.data.sample.validation!;
  expect(predictAt(state, parseProbe(String(x[3]![0]), oneInput), 0)!.actual).toBe(y[3]![0]);
  // A run with another number of inputs has no prediction for it.
  expect(predictAt(tableRun().train(5).state, probe, 0)).toBeUndefined();
});

test("the model that is kept has its own calibrated interval", () => {
  const { state: over } = tableRun({ epochs: 30 }).train();
  const model = {
    ...over.finished!.model,
    residuals: [Array.from({ length: 99 }, (_, i) => i + 1)],
    difficulties: [{ at: [0], factors: [2] }],
  };
  const kept = { ...over, finished: { ...over.finished!, model } };
  expect(predictAt(kept, parseProbe("0 0 0 0 0 0", sixInputs), 0)!.within).toBe(190);
});

test("a prediction can be described in words", () => {
  const probe = parseProbe("0.5", oneInput);
  const { predicted, within } = predictAt(state, probe, 0)!;
  expect(describePrediction(state, probe, 0)).toBe(
    `At x = 0.5 the network predicts ${predicted.toFixed(3)}, give or take ${Number(within!.toPrecision(2))}.`,
  );
});
