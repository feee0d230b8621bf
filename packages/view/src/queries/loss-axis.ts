/** Whether the axis of a curve over the epochs is logarithmic or linear: as the viewer has chosen, else as suits the values. */
import { canBeLog, linearAxis, logAxis, suitsLogScale, type Axis, type Scale } from "../numbers/axis.ts";
import { unionExtent, type Extent } from "../numbers/extent.ts";
import { monitoredLoss } from "../run-state/monitored-loss.ts";
import type { RunState } from "../run-state/run-state.ts";
import type { Series } from "../run-state/series.ts";
import type { ViewSettings } from "../settings/view-settings.ts";
import { visibleEpochs, type Shown } from "./visible-epochs.ts";

export interface LossView extends Shown {
  readonly state: RunState;
  readonly settings: ViewSettings;
}

/** The extent of the visible losses over the visible epochs; undefined before the first epoch. */
export function lossExtent(view: LossView): Extent | undefined {
  const { settings } = view;
  const { loss, validationLoss } = view.state.curves;
  const shown = [
    ...(settings.curves === "validation" ? [] : [loss]),
    ...(settings.curves === "training" ? [] : [validationLoss]),
  ];
  const epochs = visibleEpochs(view);
  // A run that diverges would press all others against the axis: its curve leaves the chart.
  const others = (view.runs ?? []).filter(({ isPinned }) => isPinned).map(({ state }) => monitoredLoss(state));
  const all = [...shown, ...others.filter((series) => !isDiverging(series))];
  return unionExtent(all.flatMap((series) => series.extentWithin(epochs) ?? []));
}

/** How many times its first loss a run must have to count as diverging. */
const DIVERGING = 10;

function isDiverging(series: Series): boolean {
  let first = NaN;
  for (let i = 0; Number.isNaN(first) && i < series.length; i++) first = series.bucket(i)?.min ?? NaN;
  return series.nonFiniteCount > 0 || (series.last ?? NaN) > DIVERGING * first;
}

/** Linear if not all losses are positive. */
export function lossScale(view: LossView): Scale {
  const { lossBounds, lossScale: chosen } = view.settings;
  const range = lossBounds ?? lossExtent(view);
  if (!range || !canBeLog(range)) return "linear";
  return chosen ?? suitableScale(range, view.settings);
}

/** The whole run has one scale from its first epoch on: it would flip as the values fall. */
function suitableScale(range: Extent, { zoom }: Pick<ViewSettings, "zoom">): Scale {
  return canBeLog(range) && (!zoom || suitsLogScale(range)) ? "log" : "linear";
}

/** The axis of another curve over the epochs of a run; it is logarithmic on the same condition as that of the losses. */
export function curveAxis({ settings }: Pick<LossView, "settings">, range: Extent, maxTicks: number): Axis {
  return (suitableScale(range, settings) === "log" ? logAxis : linearAxis)(range, maxTicks);
}

/** The scale that is not shown now; undefined if there is no choice. */
export function otherLossScale(view: LossView): Scale | undefined {
  const range = view.settings.lossBounds ?? lossExtent(view);
  if (!range || !canBeLog(range)) return undefined;
  return lossScale(view) === "log" ? "linear" : "log";
}
