/** Curves as the `d` of SVG paths. */
import type { Series } from "@epochal/view";
import type { Places } from "./places.ts";

/** A tenth of a pixel is enough, and keeps paths short. */
function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** Points joined by lines; a gap at each value that has no place. */
export function linePath(xs: ArrayLike<number>, ys: ArrayLike<number>, { x, y }: Places): string {
  let path = "";
  let isJoined = false;
  for (let i = 0; i < xs.length; i++) {
    const [across, up] = [x(xs[i]!), y(ys[i]!)];
    if (Number.isFinite(across) && Number.isFinite(up)) {
      path += `${isJoined ? "L" : "M"}${round(across)} ${round(up)}`;
      isJoined = true;
    } else {
      isJoined = false;
    }
  }
  return path;
}

/** Half a pixel: points closer than this look like one. */
const columnOf = (across: number) => Math.round(2 * across) / 2;

/** A curve over epochs: through the smallest, the largest and the last value of each column of the screen, so that spikes are seen. */
export function seriesPath(series: Series, { x, y, xAxis }: Places): string {
  const { width, lastEpoch = 0 } = series;
  let path = "";
  let isJoined = false;
  let column = NaN;
  let [low, high, newest] = [NaN, NaN, NaN];
  function endColumn(): void {
    if (Number.isNaN(column)) return;
    const [bottom, top, end] = [round(y(low)), round(y(high)), round(y(newest))];
    const points = end === bottom ? [top, bottom] : [bottom, top, end];
    path += `${isJoined ? "L" : "M"}${column} ${points.filter((point, i) => point !== points[i - 1]).join("V")}`;
    isJoined = true;
    column = NaN;
  }
  // Buckets beyond the axis are left out, except one at either end, to which the curve leads.
  series.visit(Math.floor(xAxis.min / width) - 1, Math.ceil(xAxis.max / width) + 1, (from, min, max, last) => {
    const across = columnOf(x(Math.min(from + (width - 1) / 2, lastEpoch)));
    const isPlaced = Number.isFinite(across) && Number.isFinite(y(min)) && Number.isFinite(y(last));
    if (across !== column || !isPlaced) endColumn();
    if (!isPlaced) {
      isJoined = false;
    } else if (Number.isNaN(column)) {
      [column, low, high, newest] = [across, min, max, last];
    } else {
      low = Math.min(low, min);
      high = Math.max(high, max);
      newest = last;
    }
  });
  endColumn();
  return path;
}
