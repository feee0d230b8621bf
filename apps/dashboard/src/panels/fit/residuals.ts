/** How far predictions are from the truth on the sample rows. */
import { formatNumber, hasValidation, residualHistogram } from "@epochal/view";
import { bar } from "../../charts/sparkline.ts";
import type { Panel } from "../panel.ts";

const MAX_BINS = 11;

export const residuals: Panel = {
  title: ({ state }) => `residuals (${hasValidation(state) ? "val" : "train"})`,
  legend: () => [[{ text: "actual − predicted", style: "dim" }]],
  /** An odd number of bins, and the line below them. */
  linesFilled: (_view, _width, height) => 2 * Math.ceil(Math.min(MAX_BINS, height - 1) / 2),
  draw(grid, { state, settings, glyphs, hasColours }) {
    const histogram = residualHistogram(state, settings.target, Math.min(MAX_BINS, grid.height - 1));
    if (!histogram) return;
    const { bins, mean, deviation, rows } = histogram;
    // The lightest mark of the picture: a faint colour, or else a shade.
    const marks = hasColours ? glyphs : { ...glyphs, eighths: glyphs.shades.slice(0, 1) };
    const most = Math.max(...bins.map(({ count }) => count));
    bins.forEach(({ center, count }, i) => {
      grid.put(1, i, `${center > 0 ? "+" : ""}${center}`.padStart(8), "dim");
      grid.put(10, i, glyphs.vertical, "dim");
      grid.put(11, i, bar(count / most, grid.width - 17, marks), hasValidation(state) ? "orangeFaint" : "blueFaint");
      grid.put(grid.width - 5, i, count === 0 ? "" : String(count).padStart(4), "dim");
    });
    const summary = `mean ${formatNumber(mean).trim()}  sd ${formatNumber(deviation).trim()}  ${rows} rows`;
    grid.put(1, grid.height - 1, summary, "plain");
  },
};
