/** The error in the target's unit over the epochs, against the straight line it has to beat. */
import { chooseAxis } from "../charts/axis.ts";
import { curve, polyline } from "../charts/chart.ts";
import { drawEpochChart, ticksFor } from "./loss.ts";
import type { Panel } from "./panel.ts";

export const score: Panel = {
  title: ({ state }) => `rmse (${(state.started?.data.rows.validation ?? 0) > 0 ? "val" : "train"}), target's unit`,
  legend: ({ glyphs }) => [
    { text: glyphs.line, style: "blue" },
    { text: " network  ", style: "plain" },
    { text: glyphs.isAscii ? "." : "┄", style: "orange" },
    { text: " linear", style: "plain" },
  ],
  draw(grid, view) {
    const { state } = view;
    const { range } = state.curves.rmse;
    const linear = state.started?.data.baselines.linear.rmse;
    if (!range || linear === undefined) return;
    const y = chooseAxis({ min: Math.min(range.min, linear), max: Math.max(range.max, linear) }, ticksFor(grid));
    const end = state.started?.spec.epochs ?? state.epoch;
    drawEpochChart(grid, view, y, [
      polyline([0, end], [linear, linear], "orange", { ascii: ".", every: 3 }),
      curve(state.curves.rmse, "blue", { ascii: "*" }),
    ]);
  },
};
