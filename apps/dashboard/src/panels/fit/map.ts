/** Two inputs: a map of what the network predicts, from low to high, with the rows it learns from. */
import { type CurrentModel, currentModel, exactAxis, memoize, padExtent, type Extent, extentOf } from "@epochal/view";
import { drawChart, type CellMapping } from "../../charts/chart.ts";
import type { CellArea } from "../../cells/cell-buffer.ts";
import { HEATS } from "../../cells/style.ts";
import type { TerminalView } from "../../frame/terminal-view.ts";
import { ticksFor } from "../loss.ts";
import { ticksAcross } from "./ticks-across.ts";
import { drawProbe, reaching } from "./probe.ts";

/** Most rows drawn on the map: more would hide it. */
const MOST_POINTS = 60;

export function drawMap(grid: CellArea, view: TerminalView): void {
  const { state, settings, glyphs } = view;
  const sample = state.started?.data.sample;
  if (!sample) return;
  const rows = sample.train;
  const input = (i: number) => rows.x.map((row) => row[i] ?? NaN);
  const asked = settings.probe?.inputs ?? [];
  const x = exactAxis(padExtent(reaching(extentOf(input(0)), asked[0]), 0.02), ticksAcross(grid));
  const y = exactAxis(padExtent(reaching(extentOf(input(1)), asked[1]), 0.02), ticksFor(grid));
  const range = extentOf(rows.y.map((row) => row[settings.target] ?? NaN));
  const now = currentModel(state);
  const outputs = rows.y[0]?.length ?? 1;

  const behind = (area: CellArea, cells: CellMapping) => {
    const values = now && valuesOf(now, area, cells, outputs, settings.target, `${x.min} ${x.max} ${y.min} ${y.max}`);
    values?.forEach((value, i) => {
      const share = placeIn(value, range);
      const shade = glyphs.shades[Math.min(glyphs.shades.length - 1, Math.floor(share * glyphs.shades.length))] ?? " ";
      area.put(
        i % area.width,
        Math.floor(i / area.width),
        shade,
        HEATS[Math.round(share * (HEATS.length - 1))] ?? "plain",
      );
    });
    const every = Math.ceil(rows.x.length / MOST_POINTS);
    rows.x.forEach(([across = NaN, up = NaN], i) => {
      if (i % every === 0) area.put(cells.columnOf(across), cells.rowOf(up), glyphs.point, "bold");
    });
  };
  const above = drawProbe(view, ([across = NaN, up = NaN]) => [across, up]);
  drawChart(grid, { x, y, plots: [], behind, above }, glyphs);
}

const maps = new WeakMap<CurrentModel, Map<string, Float64Array>>();

/** A prediction for the middle of every cell, row by row; the same until the network or the axes change. */
function valuesOf(
  now: CurrentModel,
  { width, height }: CellArea,
  cells: CellMapping,
  outputs: number,
  target: number,
  bounds: string,
): Float64Array {
  const known = memoize(maps, now, () => new Map<string, Float64Array>());
  const key = [width, height, target, bounds].join(" ");
  const found = known.get(key);
  if (found) return found;
  const inputs = new Float64Array(2 * width * height);
  for (let cell = 0; cell < width * height; cell++) {
    inputs[2 * cell] = cells.xOf(cell % width);
    inputs[2 * cell + 1] = cells.yOf(Math.floor(cell / width));
  }
  const values = now.model.predictFlat(inputs).filter((_, i) => i % outputs === target);
  known.set(key, values);
  return values;
}

/** From 0 to 1; what is below or above is at the end. */
function placeIn(value: number, { min, max }: Extent): number {
  return Math.min(1, Math.max(0, max > min ? (value - min) / (max - min) : 0.5));
}
