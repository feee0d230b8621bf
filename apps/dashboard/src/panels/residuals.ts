/** How far predictions are from the truth on the sample rows: a good network's errors are small and lean to no side. */
import { formatNumber, hasValidation, residualsOf } from "@epochal/view";
import { bar } from "../charts/bar.ts";
import type { Panel } from "./panel.ts";

export const residuals: Panel = {
  title: ({ state }) => `residuals (${hasValidation(state) ? "val" : "train"})`,
  legend: () => [[{ text: "actual − predicted", style: "dim" }]],
  draw(grid, { state, settings, glyphs }) {
    const residuals = residualsOf(state, settings.target);
    if (!residuals) return;
    const { values: errors, mean, deviation } = residuals;
    const sides = Math.floor((Math.min(11, grid.height - 2) - 1) / 2);
    if (sides < 0) return;

    // One bin around 0 and as many on each side as are needed, their width a round number.
    const largest = errors.reduce((max, error) => Math.max(max, Math.abs(error)), 0);
    const width = niceWidth(largest / (sides + 0.5) || 1);
    const middle = Math.min(sides, Math.round(largest / width));
    const bins = 2 * middle + 1;
    const counts = Array.from({ length: bins }, () => 0);
    for (const error of errors) {
      const bin = Math.min(bins - 1, Math.max(0, Math.round(error / width) + middle));
      counts[bin] = (counts[bin] ?? 0) + 1;
    }
    const most = Math.max(...counts);
    counts.forEach((count, i) => {
      const centre = Number(((i - middle) * width).toPrecision(3));
      grid.put(1, i, `${centre > 0 ? "+" : ""}${centre}`.padStart(8), "dim");
      grid.put(10, i, glyphs.vertical, "dim");
      grid.put(11, i, bar(count / most, grid.width - 17, glyphs), "orange");
      grid.put(grid.width - 5, i, count === 0 ? "" : String(count).padStart(4), "dim");
    });

    const summary = `mean ${formatNumber(mean).trim()}  sd ${formatNumber(deviation).trim()}  ${errors.length} rows`;
    grid.put(1, grid.height - 1, summary, "plain");
  },
};

/** A number that people would have chosen, at least `least`, which is positive. */
function niceWidth(least: number): number {
  const power = Math.floor(Math.log10(least));
  const factor = [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10].find((choice) => Number(`${choice}e${power}`) >= least) ?? 10;
  return Number(`${factor}e${power}`);
}
