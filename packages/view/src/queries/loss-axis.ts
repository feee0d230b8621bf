/** Whether the axis of the losses is logarithmic or linear: as the viewer has chosen, else as suits the values. */
import { canBeLog, suitsLogScale, type Scale } from "../numbers/axis.ts";
import { unionExtent, type Extent } from "../numbers/extent.ts";
import type { RunState } from "../run-state/run-state.ts";
import { extentWithin } from "../run-state/series.ts";
import type { ViewSettings } from "../settings/view-settings.ts";
import { visibleEpochs } from "./visible-epochs.ts";

export interface LossView {
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
  return unionExtent(shown.flatMap((series) => extentWithin(series, epochs) ?? []));
}

/** Linear if not all losses are positive. */
export function lossScale(view: LossView): Scale {
  const { lossBounds, lossScale: chosen } = view.settings;
  const range = lossBounds ?? lossExtent(view);
  if (!range || !canBeLog(range)) return "linear";
  return chosen ?? (suitsLogScale(range) ? "log" : "linear");
}

/** The scale that is not shown now; undefined if there is no choice. */
export function otherLossScale(view: LossView): Scale | undefined {
  const range = view.settings.lossBounds ?? lossExtent(view);
  if (!range || !canBeLog(range)) return undefined;
  return lossScale(view) === "log" ? "linear" : "log";
}
