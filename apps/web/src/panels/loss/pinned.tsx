/** The losses of the other runs, behind those of the selected one: a curve each; for other seeds their mean and how far they spread. */
import { pinnedLosses, type View } from "@epochal/view";
import type { Places } from "../../charts/places.ts";
import { linePath, seriesPath } from "../../charts/paths.ts";

/** On a logarithmic axis a bound of 0 has no place, and lies below the chart. */
const ABOVE_ZERO = 1e-300;

export function PinnedLosses({ view, places }: { readonly view: View; readonly places: Places }) {
  const { curves, spread } = pinnedLosses(view.state, view.runs);
  if (!spread) {
    return (
      <>
        {curves.map(({ run, series }) => (
          <path key={run} class="curve pinned" d={seriesPath(series, places)} />
        ))}
      </>
    );
  }
  const { epochs, means, deviations } = spread;
  if (epochs.length === 0) return null;
  const upper = means.map((mean, i) => mean + deviations[i]!);
  const lower = means.map((mean, i) => Math.max(ABOVE_ZERO, mean - deviations[i]!));
  const back = linePath(epochs.toReversed(), lower.toReversed(), places).replace("M", "L");
  return (
    <>
      <path class="pinned-band" d={`${linePath(epochs, upper, places)}${back}Z`} />
      <path class="curve pinned" d={linePath(epochs, means, places)} />
    </>
  );
}
