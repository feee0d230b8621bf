/** The runs of a session, and which of them are pinned. */
import { isTraining } from "../control/exit-prompt.ts";
import { MAX_ENTRIES, type ActivityEntry, type RunState } from "../run-state/run-state.ts";
import { followSource, type FollowedRun, type RunFollower } from "./follow-source.ts";
import type { RunSource } from "./run-source.ts";
import type { View } from "./view.ts";

/** The part of a view that belongs to the selected run. */
export type RunView = Partial<View> & Pick<View, "state">;

export interface RunList {
  /** Adds a run, pinned; the caller starts it. */
  add(source: RunSource): RunFollower;
  /** A run by its position, from 0. */
  at(run: number): FollowedRun;
  viewOf(run: number): RunView;
  states(): RunState[];
  togglePin(run: number): void;
  /** Adds a line that other code printed to the activity of all runs. @param run the selected one, whose time counts. */
  logOutput(line: string, run: number): void;
  start(): void;
  stop(): void;
}

export function createRunList(
  onChange: (what: "state" | "status", run: FollowedRun) => void,
  onError: (error: unknown) => void,
): RunList {
  const followers: RunFollower[] = [];
  const pinned = new Set<number>();
  let printed: readonly ActivityEntry[] = [];
  const at = (run: number) => followers[run]!;
  const withPrinted = (state: RunState): RunState => {
    if (printed.length === 0) return state;
    const activity = [...state.activity, ...printed].toSorted((a, b) => a.atMs - b.atMs).slice(-MAX_ENTRIES);
    return { ...state, activity };
  };
  return {
    add(source) {
      const follower = followSource(source, onChange, onError);
      pinned.add(followers.length);
      followers.push(follower);
      return follower;
    },
    at,
    viewOf(run) {
      const { source, state, status } = at(run);
      return {
        run,
        runCount: followers.length,
        state: withPrinted(state),
        status,
        label: source.label,
        canControl: source.command !== undefined && (source.canControl?.() ?? true),
        canStartAnother: source.startAnother !== undefined,
        savesTo: source.savesTo,
        outlivesViewer: source.outlivesViewer ?? false,
        staysAfterEnd: source.staysAfterEnd ?? false,
        controlHint: source.controlHint,
        otherRunsEnding: followers.filter((_, i) => i !== run && endsWithViewer(at(i))).length,
        runs:
          followers.length === 1
            ? []
            : followers.map(({ state, status }, i) => ({ state, status, isPinned: pinned.has(i) })),
      };
    },
    states: () => followers.map(({ state }) => state),
    togglePin(run) {
      if (!pinned.delete(run)) pinned.add(run);
    },
    logOutput(text, run) {
      printed = [...printed.slice(1 - MAX_ENTRIES), { kind: "printed", atMs: at(run).state.clock.trainingMs, text }];
    },
    start() {
      for (const follower of followers) follower.start();
    },
    stop() {
      for (const follower of followers) follower.stop();
    },
  };
}

function endsWithViewer({ source, state }: FollowedRun): boolean {
  return source.command !== undefined && !source.outlivesViewer && isTraining(state);
}
