/** The runs there are to look at, and which of their curves are drawn behind that of the one that is looked at. */
import type { RunState } from "./run-state.ts";
import type { View } from "./view.ts";
import { isTraining } from "./keys/parting.ts";
import { followSource, type RunSource, type FollowedRun, type RunFollower } from "./watched.ts";

/** What of a view is of the run that is looked at. */
export type RunView = Pick<View, "run" | "runCount" | "state" | "status" | "label" | "canControl" | "runs"> & {
  readonly outlivesViewer: boolean;
  readonly otherRunsEnding: number;
  readonly controlHint: string | undefined;
};

export interface RunList {
  /** One more run, pinned; the caller starts it. */
  add(source: RunSource): RunFollower;
  /** A run by its position, from 0. */
  at(run: number): FollowedRun;
  viewOf(run: number): RunView;
  /** Of all of them. */
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
      const added = followSource(source, (what) => onChange(what, run), onError);
      followers.push(added);
      pinned.add(run);
      return added;
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
        otherRunsEnding: followers.filter((_, i) => i !== run && endsWhenLeft(at(i))).length,
        // One alone needs no list.
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
      for (const one of followers) one.start();
    },
    stop() {
      for (const one of followers) one.stop();
    },
  };
}

/** Whether it trains for whoever watches here. */
function endsWhenLeft({ source, state }: FollowedRun): boolean {
  return source.command !== undefined && !source.outlivesViewer && isTraining(state);
}
