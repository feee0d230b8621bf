/** Two inputs: a map of what the network predicts, from low to high, with rows of the training data. */
import { mapData, predictMap, type Extent } from "@epochal/view";
import type { CellArea } from "../../cells/cell-buffer.ts";
import { HEATS } from "../../cells/style.ts";
import type { TerminalView } from "../../frame/terminal-view.ts";
import { drawPlane } from "./plane.ts";

export function drawMap(grid: CellArea, view: TerminalView): void {
  const { state, settings, glyphs } = view;
  const data = mapData(state, settings);
  if (!data) return;
  const markOf = (value: number) => {
    const share = shareOf(value, data.values);
    const shade = glyphs.shades[Math.min(glyphs.shades.length - 1, Math.floor(share * glyphs.shades.length))] ?? " ";
    return [shade, HEATS[Math.round(share * (HEATS.length - 1))] ?? "plain"] as const;
  };
  drawPlane(grid, view, data, {
    predicted: (xs, ys) => Array.from(predictMap(state, settings.target, xs, ys) ?? [], markOf),
    ofRow: () => glyphs.point,
  });
}

/** From 0 to 1; values outside the extent are at its ends. */
function shareOf(value: number, { min, max }: Extent): number {
  return Math.min(1, Math.max(0, max > min ? (value - min) / (max - min) : 0.5));
}
