/** The runs of a session, and which of them are pinned. */
import { isTraining } from "../control/exit-prompt.ts";
import { followSource, type FollowedRun, type RunFollower } from "./follow-source.ts";
import type { RunSource } from "./run-source.ts";
import type { RunState } from "../run-state/run-state.ts";
import type { View } from "./view.ts";

/** The part of a view that belongs to the selected run. */
export type RunView = Pick<
  View,
  | "run"
  | "runCount"
  | "state"
  | "status"
  | "label"
  | "canControl"
  | "outlivesViewer"
  | "controlHint"
  | "otherRunsEnding"
  | "runs"
>;

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
  onChange: (what: "state" | "status", run: number) => void,
  onError: (error: unknown) => void,
): RunList {
  const followers: RunFollower[] = [];
  const pinned = new Set<number>();
  const at = (run: number) => followers[run]!.followed;
  return {
    add(source) {
      const run = followers.length;
      const follower = followSource(source, (what) => onChange(what, run), onError);
      followers.push(follower);
      pinned.add(run);
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
        canControl: source.command !== undefined,
        outlivesViewer: source.outlivesViewer ?? false,
        controlHint: source.controlHint,
        otherRunsEnding: followers.filter((_, i) => i !== run && endsWithViewer(at(i))).length,
        runs:
          followers.length === 1
            ? []
            : followers.map(({ followed }, i) => ({
                state: followed.state,
                status: followed.status,
                isPinned: pinned.has(i),
              })),
      };
    },
    states: () => followers.map(({ followed }) => followed.state),
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
