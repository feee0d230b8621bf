/** The runs of a session: their states and connections, as last reported, and which of them are pinned. */
import { Subscription } from "rxjs";
import { isTraining } from "../control/exit-prompt.ts";
import { interrupt } from "../run-state/reduce.ts";
import { initialState, type RunState } from "../run-state/run-state.ts";
import type { RunSource } from "./run-source.ts";
import { runStates } from "./run-states.ts";
import type { ListedRun, View } from "./view.ts";

/** The part of a view that belongs to the selected run. */
export type RunView = Partial<View> & Pick<View, "state">;

export interface FollowedRun extends ListedRun {
  readonly source: RunSource;
}

export interface RunList {
  /** Adds a run, pinned; the caller follows it. */
  add(source: RunSource): FollowedRun;
  /** Subscribes to the source of a run, which may emit synchronously. */
  follow(run: FollowedRun): void;
  /** Follows all runs. */
  start(): void;
  stop(): void;
  /** A run by its position, from 0. */
  at(run: number): FollowedRun;
  viewOf(run: number): RunView;
  states(): RunState[];
  togglePin(run: number): void;
}

export function createRunList(
  onChange: (what: "state" | "status", run: FollowedRun) => void,
  onError: (error: unknown) => void,
): RunList {
  const runs: { -readonly [Key in keyof FollowedRun]: FollowedRun[Key] }[] = [];
  const subscription = new Subscription();

  function follow(run: (typeof runs)[number]): void {
    const { source } = run;
    const onState = (state: RunState) => {
      run.state = state;
      onChange("state", run);
    };
    const onComplete = () => {
      const { state, status } = run;
      if (!state.finished && status !== "ended") onState(interrupt(state));
    };
    const onStatus = (status: string) => {
      run.status = status;
      onChange("status", run);
    };
    subscription.add(runStates(source).subscribe({ next: onState, error: onError, complete: onComplete }));
    subscription.add(source.status$?.subscribe({ next: onStatus, error: onError }));
  }

  return {
    add(source) {
      const run = { source, state: initialState(), status: undefined, isPinned: true };
      runs.push(run);
      return run;
    },
    follow,
    start: () => runs.forEach(follow),
    stop: () => subscription.unsubscribe(),
    at: (run) => runs[run]!,
    viewOf(run) {
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
    },
    states: () => runs.map(({ state }) => state),
    togglePin(run) {
      runs[run]!.isPinned = !runs[run]!.isPinned;
    },
  };
}

function endsWithViewer({ source, state }: FollowedRun): boolean {
  return source.command !== undefined && !source.outlivesViewer && isTraining(state);
}
