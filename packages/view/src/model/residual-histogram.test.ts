import { expect, test } from "vitest";
import { lineRun } from "../../test/story.ts";
import { initialState } from "../run-state/run-state.ts";
import { residualHistogram } from "./residual-histogram.ts";

test("every sample row falls into a bin, the middle one around 0, the others as far apart as people would choose", () => {
  const { state } = lineRun().train(300);
  for (const most of [1, 2, 5, 11]) {
    const { bins, rows } = residualHistogram(state, 0, most)!;
    expect(bins).toHaveLength(most === 2 ? 1 : most);
    expect(bins.reduce((sum, { count }) => sum + count, 0)).toBe(rows);
    expect(bins[(bins.length - 1) / 2]!.center).toBe(0);
  }
  const [first, second] = residualHistogram(state, 0, 11)!.bins;
  expect(String(second!.center - first!.center)).toMatch(/^0\.\d{1,2}0*\d?$/);
});

test("without a model or without room there is none", () => {
  expect(residualHistogram(initialState(), 0, 11)).toBeUndefined();
  expect(residualHistogram(lineRun().train(1).state, 0, 0)).toBeUndefined();
});
