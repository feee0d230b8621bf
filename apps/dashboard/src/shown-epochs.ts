/** The epochs that charts show: what the viewer has zoomed into, else the whole run. */
import type { Look } from "./look.ts";
import type { Range } from "./series.ts";
import type { RunState } from "./run-state.ts";

export interface Shown {
  readonly state: RunState;
  readonly look: Pick<Look, "zoom">;
}

/** Up to the newest epoch that is known, whichever the panels show. */
export function shownEpochs({ state, look }: Shown): Range {
  return look.zoom ?? { min: state.started?.from?.epoch ?? 0, max: Math.max(1, newestEpoch(state)) };
}

/** The newest epoch whose loss is known, also where the state is that of an earlier one. */
export function newestEpoch({ curves, epoch }: RunState): number {
  return Math.max(curves.loss.lastEpoch ?? 0, epoch);
}
