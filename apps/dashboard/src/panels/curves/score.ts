/** The error in the target's unit over the epochs, compared with a straight line. */
import { curveAxis, judgedRows, targetClasses, visibleEpochs } from "@epochal/view";
import { drawEpochChart } from "../../charts/epoch-chart.ts";
import { curve, polyline } from "../../charts/plots.ts";
import { ticksUp } from "../../charts/chart.ts";
import { legendItem, type Panel } from "../panel.ts";

const ROWS = { "validation rows": "val", "unseen rows": "unseen", "training rows": "train" } as const;

export const score: Panel = {
  title: ({ state }) =>
    `rmse (${ROWS[judgedRows(state)]}), ${targetClasses(state) ? "of the probabilities" : "target's unit"}`,
  legend: ({ glyphs }) => [
    legendItem(glyphs.line, "blue", "network"),
    legendItem(glyphs.isAscii ? "." : "┄", "orange", "linear"),
  ],
  draw(grid, view) {
    const { state } = view;
    const range = state.curves.rmse.extentWithin(visibleEpochs(view));
    const linear = state.started?.data.baselines.linear.rmse;
    if (!range || linear === undefined) return;
    const both = { min: Math.min(range.min, linear), max: Math.max(range.max, linear) };
    const y = curveAxis(view, both, ticksUp(grid));
    const end = Math.max(state.started?.spec.epochs ?? 0, visibleEpochs(view).max);
    drawEpochChart(grid, view, y, [
      polyline([0, end], [linear, linear], "orange", ".", 3),
      curve(state.curves.rmse, "blue", "*"),
    ]);
  },
};
