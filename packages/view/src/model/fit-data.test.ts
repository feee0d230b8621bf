import { expect, test } from "vitest";
import { lineRun, tableRun } from "../../test/story.ts";
import { curveData, fitKind, predictCurve } from "./fit-data.ts";
import { predictAt } from "./predict-at.ts";

const { state } = lineRun().train(30);

test("one input makes a curve, many are predicted against actual", () => {
  expect(fitKind(state)).toBe("curve");
  expect(fitKind(tableRun().train(1).state)).toBe("predicted");
});

test("a curve has the predictions at its points, computed once for each model", () => {
  const curve = predictCurve(state, 0, { min: 0, max: 1 }, 5)!;
  expect(Array.from(curve.xs)).toEqual([0, 0.25, 0.5, 0.75, 1]);
  const probe = { text: "x = 0.25", inputs: [0.25] };
  expect(curve.ys[1]).toBe(predictAt(state, probe, 0)!.predicted);
  expect(predictCurve(state, 0, { min: 0, max: 1 }, 5)).toBe(curve);
  expect(predictCurve(state, 0, { min: 0, max: 2 }, 5)).not.toBe(curve);
});

test("the extents reach to a probe unless it is too far away to see the rest", () => {
  const x = (input: number) => curveData(state, { target: 0, probe: { text: "", inputs: [input] } })!.x;
  expect(x(1.5).max).toBeGreaterThan(1.5);
  expect(x(100).max).toBeLessThan(1.1);
});
