/** The runs there are to look at, and which of their curves are drawn behind that of the one that is looked at. */
import type { RunState } from "./run-state.ts";
import type { View } from "./view.ts";
import { isGoing } from "./keys/parting.ts";
import { watch, type DashboardSource, type Watched, type Watching } from "./watched.ts";

/** What of a view is of the run that is looked at. */
export type Seen = Pick<View, "run" | "runCount" | "state" | "status" | "label" | "canSteer" | "runs"> & {
  readonly goesOn: boolean;
  readonly othersEnding: number;
  readonly howToSteer: string | undefined;
};

export interface WatchList {
  /** One more run, pinned; the caller starts it. */
  add(source: DashboardSource): Watching;
  /** A run by its position, from 0. */
  at(run: number): Watched;
  seenOf(run: number): Seen;
  /** Of all of them. */
  states(): RunState[];
  togglePin(run: number): void;
  start(): void;
  stop(): void;
}

export function createWatchList(
  onChange: (what: "state" | "status", run: number) => void,
  onError: (error: unknown) => void,
): WatchList {
  const watching: Watching[] = [];
  const pinned = new Set<number>();
  const at = (run: number) => watching[run]!.watched;
  return {
    add(source) {
      const run = watching.length;
      const added = watch(source, (what) => onChange(what, run), onError);
      watching.push(added);
      pinned.add(run);
      return added;
    },
    at,
    seenOf(run) {
      const { source, state, status } = at(run);
      return {
        run,
        runCount: watching.length,
        state,
        status,
        label: source.label,
        canSteer: source.command !== undefined,
        goesOn: source.goesOn ?? false,
        howToSteer: source.howToSteer,
        othersEnding: watching.filter((_, i) => i !== run && endsWhenLeft(at(i))).length,
        // One alone needs no list.
        runs:
          watching.length === 1
            ? []
            : watching.map(({ watched }, i) => ({
                state: watched.state,
                status: watched.status,
                isPinned: pinned.has(i),
              })),
      };
    },
    states: () => watching.map(({ watched }) => watched.state),
    togglePin(run) {
      if (!pinned.delete(run)) pinned.add(run);
    },
    start() {
      for (const one of watching) one.start();
    },
    stop() {
      for (const one of watching) one.stop();
    },
  };
}

/** Whether it trains for whoever watches here. */
function endsWhenLeft({ source, state }: Watched): boolean {
  return source.command !== undefined && !source.goesOn && isGoing(state);
}
