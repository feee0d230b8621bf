/** The letters of runs at the ends of their curves. */
import { runLetter, type Axis, type RunCurve } from "@epochal/view";
import type { CellArea } from "../cells/cell-buffer.ts";
import { RUN_STYLES, type Style } from "../cells/style.ts";
import type { CellMapping } from "./chart.ts";

/** The colour of a run, by its place in the list. */
export function runStyle(run: number): Style {
  return RUN_STYLES[run % RUN_STYLES.length]!;
}

/** Puts each letter beside the last value of its curve that the chart shows; letters do not cover each other. */
export function drawRunLetters(area: CellArea, cells: CellMapping, y: Axis, curves: readonly RunCurve[]): void {
  const taken = new Set<string>();
  for (const { run, series } of curves) {
    const end = lastShown(series, y, (epoch) => cells.columnOf(epoch) < area.width);
    if (!end) continue;
    const column = Math.min(area.width - 1, Math.max(0, cells.columnOf(end.epoch) + 1));
    const ideal = Math.min(area.height - 1, Math.max(0, cells.rowOf(end.value)));
    const rows = Array.from({ length: area.height }, (_, row) => row);
    const free = rows.filter((row) => !taken.has(`${column} ${row}`));
    const row = free.toSorted((a, b) => Math.abs(a - ideal) - Math.abs(b - ideal))[0];
    if (row === undefined) continue;
    taken.add(`${column} ${row}`);
    area.put(column, row, runLetter(run), runStyle(run));
  }
}

function lastShown(
  series: RunCurve["series"],
  { min, max }: Axis,
  isInside: (epoch: number) => boolean,
): { epoch: number; value: number } | undefined {
  for (let i = series.length - 1; i >= 0; i--) {
    const bucket = series.bucket(i);
    if (!bucket || !(bucket.last >= min && bucket.last <= max)) continue;
    const epoch = series.width === 1 ? bucket.from : bucket.to - 1;
    if (isInside(epoch)) return { epoch, value: bucket.last };
  }
  return undefined;
}
