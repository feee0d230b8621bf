/** The runs of a session, and which of them are pinned. */
import { isTraining } from "../control/exit-prompt.ts";
import type { RunState } from "../run-state/run-state.ts";
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
  start(): void;
  stop(): void;
}

export function createRunList(
  onChange: (what: "state" | "status", run: FollowedRun) => void,
  onError: (error: unknown) => void,
): RunList {
  const followers: RunFollower[] = [];
  const pinned = new Set<number>();
  const at = (run: number) => followers[run]!;
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
        state,
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
