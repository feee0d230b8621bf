import { lineRun } from "@epochal/view/story";
import { expect, test } from "vitest";
import { viewOf } from "../../test/view-of.ts";
import { drawFrame } from "../frame/draw-frame.ts";

const { state } = lineRun().train(30);

test.each([
  [80, 24],
  [60, 20],
  [120, 40],
  [200, 60],
])("in a window of %i × %i, epochs of any size keep a space beside them", (columns, rows) => {
  for (const epoch of [9, 99_999, 999_999, 1_499_995, 12_345_678, 987_654_321]) {
    const best = Object.fromEntries(Object.entries(state.best).map(([name, value]) => [name, { ...value, epoch }]));
    const view = viewOf({ ...state, best } as typeof state, { size: { columns, rows } });
    const line = drawFrame(view, columns, rows, "none").find((text) => text.startsWith("│ rmse "))!;
    const [, , , shown = ""] = line.slice(2).split(/ +/);
    const [, digits = "", unit = ""] = /^~?([\d.]+)([kMG]?)$/.exec(shown) ?? [];
    const value = Number(digits) * { "": 1, k: 1e3, M: 1e6, G: 1e9 }[unit]!;
    expect(Math.abs(value - epoch) / epoch).toBeLessThan(0.005);
  }
});

test("the first column is named after what it shows: now, or the epoch looked back at", () => {
  const headingOf = (cursor: number | undefined) =>
    drawFrame(viewOf(state, { settings: { cursor }, size: { columns: 80, rows: 24 } }), 80, 24, "none")
      .map((line) => /(\w+) +best +@ep/.exec(line)?.[1])
      .find((name) => name !== undefined);
  expect([headingOf(undefined), headingOf(20)]).toEqual(["now", "shown"]);
});
