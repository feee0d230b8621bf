/** A chart: two axes, plots between them, and marks on the x axis. */
import { onRows, type Axis, type Series } from "@epochal/view";
import type { CellArea } from "../cells/cell-buffer.ts";
import type { Glyphs } from "../cells/glyphs.ts";
import { createCanvas, drawLayers } from "./canvas.ts";
import type { Plot } from "./plots.ts";

export interface Chart {
  readonly x: Axis;
  readonly y: Axis;
  /** The last one is on top. */
  readonly plots: readonly Plot[];
  /** Values of x to mark on the axis. */
  readonly marks?: readonly number[];
  /** The value of x at the cursor. */
  readonly cursor?: number | undefined;
  readonly behind?: (area: CellArea, cells: CellMapping) => void;
  readonly above?: (area: CellArea, cells: CellMapping) => void;
  /** Series of which values that are not finite are marked at the top. */
  readonly nonFinite?: readonly Series[];
}

/** Values at the centre of a cell, and the cell of a value. */
export interface CellMapping {
  xOf(column: number): number;
  yOf(row: number): number;
  rowOf(y: number): number;
  columnOf(x: number): number;
}

/** How a chart is drawn. */
export interface ChartView {
  readonly glyphs: Glyphs;
  readonly isProjected: boolean;
}

/** Minimum width of the labels of the y axis, in cells. */
const LABEL = 4;

export function drawChart(grid: CellArea, chart: Chart, { glyphs, isProjected }: ChartView): void {
  const { x, plots, marks = [], cursor, behind, above, nonFinite = [] } = chart;
  const label = Math.max(LABEL, ...chart.y.ticks.map((tick) => tick.label.length));
  const left = label + 3;
  const area = grid.area(left, 0, grid.width - left - 1, grid.height - 2);
  if (area.width < 2 || area.height < 1) return;

  const y = onRows(chart.y, area.height);
  const dots = { width: area.width * 2, height: area.height * 4 };
  const dotOf = (valueX: number, valueY: number) =>
    [x.position(valueX) * (dots.width - 1), (1 - y.position(valueY)) * (dots.height - 1)] as const;

  for (let row = 0; row < area.height; row++) grid.put(left - 1, row, glyphs.vertical, "dim");
  const bottom = glyphs.bottomLeft + glyphs.horizontal.repeat(area.width);
  grid.put(left - 1, area.height, bottom, "dim");
  for (const tick of y.ticks) {
    const row = Math.floor(dotOf(x.min, tick.value)[1] / 4 + 1e-9);
    if (!(row >= 0 && row < area.height)) continue;
    grid.put(1, row, tick.label.padStart(label), "dim");
    grid.put(left - 1, row, glyphs.tick, "dim");
  }
  drawBelow(grid, x, left, area.width, glyphs);
  const columnOf = (value: number) => Math.floor(x.position(value) * (area.width - 1));
  const putOnAxis = (value: number, sign: string) => {
    const position = x.position(value);
    if (position >= 0 && position <= 1) grid.put(left + columnOf(value), area.height, sign, "bold");
  };
  for (const mark of marks) putOnAxis(mark, glyphs.mark);
  behind?.(area, cellMapping(x, y, area));
  if (cursor !== undefined) {
    const column = columnOf(cursor);
    for (let row = 0; row < area.height; row++) area.put(column, row, glyphs.cursorLine, "plain");
    putOnAxis(cursor, glyphs.cursor);
  }

  const layers = plots.map((plot) => {
    const canvas = createCanvas(area.width, area.height, { isThick: isProjected });
    plot.draw(canvas, dotOf);
    return { canvas, style: plot.style, ascii: plot.ascii, sign: plot.sign, alternatesStyle: plot.alternatesStyle };
  });
  drawLayers(area, layers, glyphs.isAscii);
  for (const series of nonFinite) {
    for (let i = 0; series.nonFiniteCount > 0 && i < series.length; i++) {
      const bucket = series.bucket(i);
      if (bucket?.hasNonFinite) area.put(columnOf(bucket.from), 0, glyphs.nonFinite, "warning");
    }
  }
  above?.(area, cellMapping(x, y, area));
}

function cellMapping(x: Axis, y: Axis, { width, height }: CellArea): CellMapping {
  return {
    xOf: (column) => x.min + ((x.max - x.min) * (column + 0.5)) / width,
    yOf: (row) => y.max - ((y.max - y.min) * (row + 0.5)) / height,
    columnOf: (value) => Math.floor(x.position(value) * width - 1e-9),
    rowOf: (value) => Math.floor((1 - y.position(value)) * height - 1e-9),
  };
}

/** Draws the labels of the x axis, centred if there is room; labels never touch. */
function drawBelow(grid: CellArea, x: Axis, left: number, width: number, glyphs: Glyphs): void {
  const row = grid.height - 1;
  let free = left - 1;
  const last = x.ticks.at(-1);
  for (const tick of x.ticks) {
    const position = left + Math.round(x.position(tick.value) * (width - 1));
    const edge = left + width + 1;
    const { length } = tick.label;
    const start = Math.min(Math.max(left, position - Math.floor((length - 1) / 2)), edge - length);
    if (start < free) continue;
    // The last label is more important than the one before it.
    const isClose = last && start + length + 1 > edge - last.label.length && x.position(last.value) > 0.9;
    if (tick !== last && isClose) continue;
    grid.put(start, row, tick.label, "dim");
    grid.put(position, row - 1, glyphs.isAscii ? "+" : "┴", "dim");
    free = start + length + 1;
  }
}

/** The number of ticks that an axis has room for: at least every other row. */
export function ticksUp(grid: CellArea): number {
  return Math.min(6, Math.max(2, Math.floor((grid.height - 2) / 2)));
}

export function ticksAcross(grid: CellArea): number {
  return Math.min(6, Math.max(3, Math.floor(grid.width / 10)));
}
