/** The prediction that the viewer has asked for, above the fit: `x = 0.5 → 3.584 ±0.47`. */
import { formatNumber, formatUncertainty, predictAt, type View } from "@epochal/view";

export function ProbeAnswer({ view: { state, settings } }: { readonly view: View }) {
  const { probe, target } = settings;
  const prediction = probe && predictAt(state, probe, target);
  if (!prediction) return null;
  const { predicted, within, outside } = prediction;
  const bounds = within === undefined ? "" : ` ±${formatUncertainty(within)}`;
  const caution = outside === undefined ? "" : ` (${outside})`;
  return <p class="probe">{`${probe.text} → ${formatNumber(predicted).trim()}${bounds}${caution}`}</p>;
}
