/** The losses of pinned runs, to be drawn behind those of the selected run. */
import { monitoredLoss } from "../run-state/monitored-loss.ts";
import type { RunState } from "../run-state/run-state.ts";
import type { Series } from "../run-state/series.ts";
import { differOnlyInSeed, lossSpread, type LossSpread } from "./seed-spread.ts";

export interface PinnedLosses {
  readonly curves: readonly Series[];
  /** Instead of curves, for three or more runs that differ only in their seed; it includes the selected run. */
  readonly spread: LossSpread | undefined;
}

export function pinnedLosses(
  state: RunState,
  runs: readonly { readonly state: RunState; readonly isPinned: boolean }[],
): PinnedLosses {
  const pinned = runs.filter(({ isPinned }) => isPinned).map((run) => run.state);
  const others = pinned.filter(({ curves }) => curves !== state.curves);
  const seeds = [state, ...others];
  if (seeds.length < 3 || !differOnlyInSeed(seeds)) return { curves: others.map(monitoredLoss), spread: undefined };
  return { curves: [], spread: lossSpread(seeds) };
}
