/** The state of the network: gradients, learning rate, and the weights of each layer. */
import { formatSetting, formatNumber, layerWeights, sinceBest, weightsOrNorms, type SinceBest } from "@epochal/view";
import type { CellArea } from "../../cells/cell-buffer.ts";
import { sparkLevels, sparkline } from "../../charts/sparkline.ts";
import type { TerminalView } from "../../frame/terminal-view.ts";
import type { Panel } from "../panel.ts";
import { drawUnits } from "./units.ts";

export const network: Panel = {
  title: ({ settings }) => (settings.full === "network" ? "network: every unit" : "network"),
  linesFilled({ state }, _width, height) {
    const layers = state.started?.spec.network.layers.length ?? 0;
    return ABOVE + (ABOVE + 2 * layers <= height ? 2 * layers : layers);
  },
  draw(grid, view) {
    if (view.settings.full === "network") return drawUnits(grid, view);
    const { state, glyphs } = view;
    const { curves, latest } = state;
    const spark = Math.max(0, grid.width - 15);
    grid.put(1, 0, "grad", "plain");
    grid.put(6, 0, formatNumber(latest?.gradientNorm), "bold");
    grid.put(14, 0, sparkline(curves.gradientNorm, spark, glyphs), "blue");
    grid.put(1, 1, "lr", "plain");
    grid.put(6, 1, formatSetting(state.learningRate).padStart(7), "bold");
    grid.put(14, 1, sparkline(curves.learningRate, spark, glyphs), "blue");
    drawBest(grid, view);
    drawLayers(grid.area(0, ABOVE, grid.width, grid.height - ABOVE), view);
  },
};

/** Lines above the layers. */
const ABOVE = 3;

/** The ratio of the losses, and when the monitored one was lowest. */
function drawBest(grid: CellArea, { state }: TerminalView): void {
  const { latest } = state;
  if (!latest) return;
  const { loss, validationLoss } = latest;
  const since = sinceBest(state);
  const best = since ? describeSinceBest(since) : "";
  const ratio = validationLoss === undefined ? "" : `val/train ${formatNumber(validationLoss / loss, 5)}`;
  const room = grid.width - 2;
  if (ratio.length + best.length < room) grid.put(1, 2, ratio, "plain");
  grid.put(1 + (ratio === "" ? 0 : room - best.length), 2, best, "dim");
}

function describeSinceBest(since: SinceBest): string {
  switch (since.kind) {
    case "now":
      return "best so far";
    case "at":
      return `best at ${since.epoch}`;
    case "ago":
      return `best ${since.epochs} ago`;
  }
}

/**
 * For each layer a row that names it and one with a bar for each weight, or for each unit if there are too many weights:
 * the length of the vector of its weights. Blue is positive, orange negative.
 */
function drawLayers(grid: CellArea, { state, glyphs }: TerminalView): void {
  const layers = layerWeights(state);
  const isCompact = grid.height < 2 * layers.length;
  const names = layers.map(({ inputs, units }) => `${inputs}${glyphs.arrow}${units}`);
  const start = isCompact ? Math.max(...names.map((name) => name.length)) + 2 : 1;
  let y = 0;
  layers.forEach((layer, i) => {
    const name = names[i] ?? "";
    const note = layer.deadUnits > 0 ? `${layer.deadUnits} dead` : "";
    grid.put(1, y, isCompact ? name : `${name} ${layer.activation ?? ""}`, "plain");
    grid.put(grid.width - note.length - 1, y, note, "plain");
    const cells = grid.width - start - 1 - (isCompact && note !== "" ? note.length + 1 : 0);
    const values = weightsOrNorms(layer, cells);
    const y1 = isCompact ? y : y + 1;
    const sizes = values.slice(0, cells).map(Math.abs);
    // The lowest bar means 0, so that sizes can be compared.
    const levels = sparkLevels([0, ...sizes], glyphs).slice(1);
    levels.forEach((level, j) => grid.put(start + j, y1, level, (values[j] ?? 0) < 0 ? "orange" : "blue"));
    y = y1 + 1;
  });
}
