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
  // Buckets beyond the axis are left out, except one at either end, to which the curve leads.
  const { min: first, max: last } = places.xAxis;
  const from = Math.max(0, Math.floor(first / series.width) - 1);
  const to = Math.min(series.length, Math.ceil(last / series.width) + 2);
  for (let i = from; i < to; i++) {
    const bucket = series.bucket(i);
    if (!bucket) continue;
    const middle = Math.min((bucket.from + bucket.to - 1) / 2, series.lastEpoch ?? bucket.from);
    xs.push(middle, middle);
    ys.push(bucket.last === bucket.min ? bucket.max : bucket.min, bucket.last);
  }
  return linePath(xs, ys, places);
}
