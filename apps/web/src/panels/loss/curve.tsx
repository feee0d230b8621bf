/** One loss: the measured values; faint behind the smoothed ones, if the viewer smooths. */
import { smooth, type Series } from "@epochal/view";
import type { Places } from "../../charts/places.ts";
import { linePath, seriesPath } from "../../charts/paths.ts";

interface LossCurveProps {
  readonly name: "train" | "validation";
  readonly series: Series;
  readonly smoothing: number;
  readonly places: Places;
}

export function LossCurve({ name, series, smoothing, places }: LossCurveProps) {
  if (smoothing === 0) return <path class={`curve ${name}`} d={seriesPath(series, places)} />;
  const { epochs, values } = smooth(series, smoothing);
  return (
    <>
      <path class={`curve faint ${name}`} d={seriesPath(series, places)} />
      <path class={`curve ${name}`} d={linePath(epochs, values, places)} />
    </>
  );
}
