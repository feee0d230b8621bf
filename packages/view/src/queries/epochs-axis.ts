/** The axis of epochs that charts share. */
import { epochAxis, someEpochsAxis, type Axis } from "../numbers/axis.ts";
import type { RunState } from "../run-state/run-state.ts";
import type { ViewSettings } from "../settings/view-settings.ts";
import { lastKnownEpoch, visibleEpochs } from "./visible-epochs.ts";

/** Grows in round steps while the whole run is shown; exact for a zoom, a logarithmic axis and a resumed run. */
export function epochsAxis(
  { state, settings }: { readonly state: RunState; readonly settings: ViewSettings },
  maxTicks: number,
): Axis {
  const newest = lastKnownEpoch(state);
  const isWhole = !settings.zoom && settings.epochScale === "linear" && !state.started?.from;
  return isWhole
    ? epochAxis(newest, state.started?.spec.epochs ?? newest, maxTicks)
    : someEpochsAxis(visibleEpochs({ state, settings }), settings.epochScale, maxTicks);
}
