/** A run of a session: its state and its connection, as last reported. */
import { isTraining } from "../control/exit-prompt.ts";
import { initialState } from "../run-state/run-state.ts";
import type { RunSource } from "./run-source.ts";
import type { ListedRun, View } from "./view.ts";

/** The part of a view that belongs to the selected run. */
export type RunView = Partial<View> & Pick<View, "state">;

type Reported = { -readonly [Key in keyof ListedRun]: ListedRun[Key] };

export interface FollowedRun extends Reported {
  readonly source: RunSource;
}

/** A run that has not reported anything, pinned. */
export function toFollowedRun(source: RunSource): FollowedRun {
  return { source, state: initialState(), status: undefined, isPinned: true };
}

/** @param run the position of the selected run, from 0. */
export function viewOfRun(runs: readonly FollowedRun[], run: number): RunView {
  const { source, state, status } = runs[run]!;
  return {
    run,
    runCount: runs.length,
    state,
    status,
    label: source.label,
    canControl: source.command !== undefined && (source.canControl?.() ?? true),
    canStartAnother: source.startAnother !== undefined,
    savesTo: source.savesTo,
    outlivesViewer: source.outlivesViewer ?? false,
    staysAfterEnd: source.staysAfterEnd ?? false,
    controlHint: source.controlHint,
    otherRunsEnding: runs.filter((one, i) => i !== run && endsWithViewer(one)).length,
    runs: runs.length === 1 ? [] : runs.map(({ source: _, ...listed }) => listed),
  };
}

function endsWithViewer({ source, state }: FollowedRun): boolean {
  return source.command !== undefined && !source.outlivesViewer && isTraining(state);
}
