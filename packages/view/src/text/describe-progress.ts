/** How far a run is, how fast it trains and when it will end. Numbers keep their width, so that nothing jumps. */
import { formatCount, formatDuration } from "../numbers/format.ts";
import { observedStatus, type RunConnection } from "../queries/observed-status.ts";
import { canStopEarly, currentPatience } from "../queries/patience.ts";
import type { RunState } from "../run-state/run-state.ts";
import { measuredPace, remainingMs } from "../run-state/timing.ts";

/** The epochs behind the current one: `/1000`, or ` of at most 1000` if a rule may end the run early. */
export function describeTotal(state: RunState, isLong: boolean): string {
  const total = state.started?.spec.epochs ?? 0;
  if (state.finished && state.finished.epoch < total) return isLong ? ", ended early" : " ended";
  if (!canStopEarly(state)) return `/${total}`;
  return isLong ? ` of at most ${total}` : ` of ≤${total}`;
}

/** Time spent, time left and pace, the longest form first. Time left and pace are omitted if unknown. */
export function describeTimes(
  view: RunConnection & { readonly sinceLastEventMs: number },
  isLong: boolean,
): (readonly string[])[] {
  const { state, sinceLastEventMs } = view;
  const status = observedStatus(view);
  const spent = formatDuration(state.clock.trainingMs + (status === "running" ? sinceLastEventMs : 0));
  if (status === "lost" || status === "stale" || status === "interrupted") return [[spent]];

  const pace = measuredPace(state);
  const rate = `${(pace === undefined ? "–" : formatCount(pace)).padStart(5)}${isLong ? " epochs/s" : "/s"}`;
  if (status === "finished") return [[spent, rate]];
  return describeEnding(state).map((ending) => [spent, ending, rate]);
}

/** The time left; or, once half of a patience has passed, the epochs until it ends the run. */
function describeEnding(state: RunState): string[] {
  const patience = currentPatience(state);
  if (!patience || patience.left * 2 >= patience.epochs) {
    return [`eta ${canStopEarly(state) ? "≤" : ""}${formatDuration(remainingMs(state))}`];
  }
  // The scores of the model are still being computed.
  if (patience.left === 0) return ["stops now"];
  const left = String(patience.left).padStart(String(Math.floor(patience.epochs / 2)).length);
  return [`stops unless better within ${left}`, `stops in ${left}`];
}
