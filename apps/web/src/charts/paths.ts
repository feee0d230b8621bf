/** Curves as the `d` of SVG paths. */
import type { Series } from "@epochal/view";
import type { Places } from "./chart.tsx";

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

/** A curve over epochs: through the smallest and the largest value of each bucket, so that spikes are seen. */
export function seriesPath(series: Series, places: Places): string {
  const xs: number[] = [];
  const ys: number[] = [];
  for (let i = 0; i < series.length; i++) {
    const bucket = series.bucket(i);
    if (!bucket) continue;
    const { from, to, min, max, last } = bucket;
    const middle = Math.min((from + to - 1) / 2, series.lastEpoch ?? from);
    const other = last === min ? max : min;
    xs.push(middle, middle);
    ys.push(other, last);
  }
  return linePath(xs, ys, places);
}
