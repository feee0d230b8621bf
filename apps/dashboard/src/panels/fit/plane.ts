/** Two inputs as a plane: what the network predicts at each place, and rows of the training data on top. */
import { exactAxis, type mapData } from "@epochal/view";
import type { CellArea } from "../../cells/cell-buffer.ts";
import type { Style } from "../../cells/style.ts";
import { type CellMapping, drawChart, ticksAcross, ticksUp } from "../../charts/chart.ts";
import type { TerminalView } from "../../frame/terminal-view.ts";
import { drawProbe } from "./probe.ts";

/** Most rows drawn: more would hide the predictions. */
const MAX_POINTS = 60;

type Mark = readonly [sign: string, style: Style];

interface PlaneMarks {
  /** A mark for each place of these inputs, row by row; none if there is no model yet. */
  readonly predicted: (xs: readonly number[], ys: readonly number[]) => readonly Mark[];
  /** The sign of a training row. */
  readonly ofRow: (i: number) => string;
}

export function drawPlane(
  grid: CellArea,
  view: TerminalView,
  data: NonNullable<ReturnType<typeof mapData>>,
  marks: PlaneMarks,
): void {
  const x = exactAxis(data.x, ticksAcross(grid));
  const y = exactAxis(data.y, ticksUp(grid));
  const behind = (area: CellArea, cells: CellMapping) => {
    const xs = Array.from({ length: area.width }, (_, column) => cells.xOf(column));
    const ys = Array.from({ length: area.height }, (_, row) => cells.yOf(row));
    marks.predicted(xs, ys).forEach(([sign, style], i) => {
      area.put(i % area.width, Math.floor(i / area.width), sign, style);
    });
    const every = Math.ceil(data.rows.length / MAX_POINTS);
    data.rows.forEach(([across = NaN, up = NaN], i) => {
      if (i % every === 0) area.put(cells.columnOf(across), cells.rowOf(up), marks.ofRow(i), "bold");
    });
  };
  const above = drawProbe(view, ([across = NaN, up = NaN]) => [across, up]);
  drawChart(grid, { x, y, plots: [], behind, above }, view);
}
