/** How the network fares inside: gradients, learning rate, and the weights of each layer. */
import { bestEpoch, currentModel, deadUnitCounts, formatLearningRate, formatNumber } from "@epochal/view";
import { sparkLevels, sparkline } from "../charts/sparkline.ts";
import type { CellArea } from "../cells/cell-buffer.ts";
import type { TerminalView } from "../frame/terminal-view.ts";
import type { Panel } from "./panel.ts";

export const network: Panel = {
  title: () => "network",
  draw(grid, view) {
    const { state, glyphs } = view;
    const { curves, latest } = state;
    const spark = Math.max(0, grid.width - 15);
    grid.put(1, 0, "grad", "plain");
    grid.put(6, 0, formatNumber(latest?.gradientNorm), "bold");
    grid.put(14, 0, sparkline(curves.gradientNorm, spark, glyphs), "blue");
    grid.put(1, 1, "lr", "plain");
    grid.put(6, 1, formatLearningRate(state.learningRate).padStart(7), "bold");
    grid.put(14, 1, sparkline(curves.learningRate, spark, glyphs), "blue");
    drawBest(grid, view);
    drawLayers(grid.area(0, 3, grid.width, grid.height - 3), view);
  },
};

/** How the losses compare, and for how long the watched one has not been lower. */
function drawBest(grid: CellArea, { state }: TerminalView): void {
  const { latest, best, epoch } = state;
  if (!latest) return;
  const { loss, validationLoss } = latest;
  const watched = validationLoss === undefined ? best.loss : best.validationLoss;
  const ago =
    watched === undefined
      ? ""
      : watched.epoch === epoch || bestEpoch(state) === epoch
        ? "best now"
        : watched.epoch > epoch
          ? `best at ${bestEpoch(state)}`
          : `best ${epoch - watched.epoch} ago`;
  const ratio = validationLoss === undefined ? "" : `val/train ${formatNumber(validationLoss / loss, 5)}`;
  const room = grid.width - 2;
  if (ratio.length + ago.length < room) grid.put(1, 2, ratio, "plain");
  grid.put(1 + (ratio === "" ? 0 : room - ago.length), 2, ago, "dim");
}

/**
 * For each layer a row that names it and one with a bar for each weight, or for each unit where the weights are too
 * many: the length of the vector of its weights. Blue is positive, orange negative.
 */
function drawLayers(grid: CellArea, { state, glyphs }: TerminalView): void {
  const now = currentModel(state);
  if (!now) return;
  const silent = deadUnitCounts(state);
  // Of an ensemble the first, as one example.
  const { layers = [] } = now.model.network.members[0] ?? {};
  const isCompact = grid.height < 2 * layers.length;
  const names = layers.map(({ inputs, units }) => `${inputs}${glyphs.arrow}${units}`);
  const start = isCompact ? Math.max(...names.map((name) => name.length)) + 2 : 1;
  let y = 0;
  layers.forEach(({ inputs, units, W }, i) => {
    const activation = now.model.network.spec.layers[i]?.activation;
    const name = names[i] ?? "";
    const asleep = silent?.[i] ?? 0;
    const message = activation === "relu" && asleep > 0 ? `${asleep} dead` : "";
    grid.put(1, y, isCompact ? name : `${name} ${activation ?? ""}`, "plain");
    grid.put(grid.width - message.length - 1, y, message, "orange");
    const cells = grid.width - start - 1 - (isCompact && message !== "" ? message.length + 1 : 0);
    const isEach = inputs * units <= cells;
    const values = isEach
      ? Array.from(W)
      : Array.from({ length: units }, (_, j) =>
          Math.hypot(...Array.from({ length: inputs }, (__, p) => W[p * units + j] ?? 0)),
        );
    const y1 = isCompact ? y : y + 1;
    const sizes = values.slice(0, cells).map(Math.abs);
    // A bar of nothing belongs to 0, so that sizes can be compared.
    const levels = sparkLevels([0, ...sizes], glyphs).slice(1);
    levels.forEach((level, j) => grid.put(start + j, y1, level, (values[j] ?? 0) < 0 ? "orange" : "blue"));
    y = y1 + 1;
  });
}
