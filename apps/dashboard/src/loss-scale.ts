/** Whether the losses are drawn on a logarithmic or a linear axis: as their values ask for, unless the viewer has chosen. */
import { canBeLog, isWide, type Scale } from "./charts/axis.ts";
import { rangeOf, type Range } from "./series.ts";
import type { RunState } from "./state.ts";

/** What the axis depends on. */
export interface LossView {
  readonly state: RunState;
  /** As the viewer has chosen; undefined leaves it to the values. */
  readonly lossScale: Scale | undefined;
}

/** Over both losses, all finite values; undefined before the first. */
export function lossRange({ curves }: RunState): Range | undefined {
  return rangeOf([curves.loss, curves.validationLoss]);
}

/** Losses that are not all positive have no logarithm. */
export function lossScale({ state, lossScale: chosen }: LossView): Scale {
  const range = lossRange(state);
  if (!range || !canBeLog(range)) return "linear";
  return chosen ?? (isWide(range) ? "log" : "linear");
}

/** The scale that is not shown now; undefined where there is no choice. */
export function otherLossScale(view: LossView): Scale | undefined {
  const range = lossRange(view.state);
  if (!range || !canBeLog(range)) return undefined;
  return lossScale(view) === "log" ? "linear" : "log";
}
