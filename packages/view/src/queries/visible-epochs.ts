/** The epochs that charts show: the zoom of the viewer, else the whole run. */
import { epochAxis, someEpochsAxis, type Axis } from "../numbers/axis.ts";
import type { Extent } from "../numbers/extent.ts";
import { canStopEarly } from "./patience.ts";
import type { RunState } from "../run-state/run-state.ts";
import type { ViewSettings } from "../settings/view-settings.ts";

export interface Shown {
  readonly state: RunState;
  /** Other runs on the same chart. Default: none. */
  readonly runs?: readonly { readonly state: RunState; readonly isPinned: boolean }[];
  readonly settings: Pick<ViewSettings, "zoom">;
}

/** Up to the newest known epoch, even if the state is that of an earlier one. */
export function visibleEpochs({ state, settings, runs = [] }: Shown): Extent {
  if (settings.zoom) return settings.zoom;
  const states = [state, ...runs.filter(({ isPinned }) => isPinned).map((run) => run.state)];
  return {
    min: Math.min(...states.map(({ started }) => started?.from?.epoch ?? 0)),
    max: Math.max(1, ...states.map(lastKnownEpoch)),
  };
}

/** The newest epoch whose loss is known, even if the state is that of an earlier one. */
function lastKnownEpoch({ curves, epoch }: RunState): number {
  return Math.max(curves.loss.lastEpoch ?? 0, epoch);
}

/** The axis of epochs that charts share: all epochs of the run from its first on; exact for a zoom, a logarithmic axis and a resumed run. */
export function epochsAxis(
  { state, settings }: { readonly state: RunState; readonly settings: ViewSettings },
  maxTicks: number,
): Axis {
  const newest = lastKnownEpoch(state);
  const isWhole = !settings.zoom && settings.epochScale === "linear" && !state.started?.from;
  return isWhole
    ? epochAxis(newest, state.started?.spec.epochs ?? newest, !canStopEarly(state), maxTicks)
    : someEpochsAxis(visibleEpochs({ state, settings }), settings.epochScale, maxTicks);
}
