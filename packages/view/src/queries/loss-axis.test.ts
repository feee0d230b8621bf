import { expect, test } from "vitest";
import { lineRun, viewOf } from "../../test/story.ts";
import { curveAxis, lossExtent, lossScale } from "./loss-axis.ts";
import { epochsAxis } from "./visible-epochs.ts";

test("while a run trains all its epochs, the axis of epochs stays, and no axis flips between linear and logarithmic", () => {
  const story = lineRun({ epochs: 300 });
  const seen = new Set<string>();
  for (const epochs of [1, 1, 5, 20, 30, 100, 143]) {
    const view = viewOf(story.train(epochs).state);
    const { min, max, ticks } = epochsAxis(view, 5);
    const other = curveAxis(view, view.state.curves.gradientNorm.extentWithin({ min: 0, max: 300 })!, 5);
    seen.add(JSON.stringify([min, max, ticks, lossScale(view), other.scale]));
  }
  const ticks = [0, 100, 200, 300].map((value) => ({ value, label: String(value) }));
  expect([...seen].map((text) => JSON.parse(text) as unknown)).toEqual([[0, 300, ticks, "log", "log"]]);
  // Over few epochs of a zoom the values hardly change.
  const zoomed = viewOf(story.state, { settings: { zoom: { min: 290, max: 300 } } });
  expect([lossScale(zoomed), curveAxis(zoomed, lossExtent(zoomed)!, 5).scale]).toEqual(["linear", "linear"]);
});
