/** Whether the losses are drawn on a logarithmic or a linear axis: as their values ask for, unless the viewer has chosen. */
import { canBeLog, suitsLogScale, type Scale } from "../numbers/axis.ts";
import type { ViewSettings } from "../settings/view-settings.ts";
import { unionExtent, type Extent } from "../numbers/extent.ts";
import { extentWithin } from "../run-state/series.ts";
import { visibleEpochs } from "./visible-epochs.ts";
import type { RunState } from "../run-state/run-state.ts";

/** What the axis depends on. */
export interface LossView {
  readonly state: RunState;
  readonly settings: ViewSettings;
}

/** Over the losses that are shown, all finite values of the epochs that are; undefined before the first. */
export function lossExtent(view: LossView): Extent | undefined {
  const { settings } = view;
  const { loss, validationLoss } = view.state.curves;
  const shown = [
    ...(settings.curves === "validation" ? [] : [loss]),
    ...(settings.curves === "training" ? [] : [validationLoss]),
  ];
  const epochs = visibleEpochs(view);
  return unionExtent(shown.flatMap((series) => extentWithin(series, epochs) ?? []));
}

/** Losses that are not all positive have no logarithm. */
export function lossScale(view: LossView): Scale {
  const { lossBounds, lossScale: chosen } = view.settings;
  const range = lossBounds ?? lossExtent(view);
  if (!range || !canBeLog(range)) return "linear";
  return chosen ?? (suitsLogScale(range) ? "log" : "linear");
}

/** The scale that is not shown now; undefined where there is no choice. */
export function otherLossScale(view: LossView): Scale | undefined {
  const range = view.settings.lossBounds ?? lossExtent(view);
  if (!range || !canBeLog(range)) return undefined;
  return lossScale(view) === "log" ? "linear" : "log";
}
