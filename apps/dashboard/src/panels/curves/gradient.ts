/** The norm of the gradient over the epochs: it shrinks as the network converges and grows before it diverges. */
import { curveAxis, visibleEpochs } from "@epochal/view";
import { drawEpochChart } from "../../charts/epoch-chart.ts";
import { curve } from "../../charts/plots.ts";
import { ticksUp } from "../../charts/chart.ts";
import type { Panel } from "../panel.ts";

export const gradient: Panel = {
  title: ({ state }) => {
    const { nonFiniteCount } = state.curves.gradientNorm;
    return `gradient norm${nonFiniteCount > 0 ? `, ${nonFiniteCount} not finite` : ""}`;
  },
  draw(grid, view) {
    const series = view.state.curves.gradientNorm;
    const range = series.extentWithin(visibleEpochs(view));
    if (!range) return;
    drawEpochChart(grid, view, curveAxis(view, range, ticksUp(grid)), [curve(series, "blue", "*")], [series]);
  },
};
