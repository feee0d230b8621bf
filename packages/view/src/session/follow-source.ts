/** Follows a run: its state and its connection, both as last reported. */
import { concat, defer, EMPTY, of, scan, Subscription, type Observable } from "rxjs";
import { reduceChunk } from "../run-state/reduce-chunk.ts";
import { interrupt, reduce } from "../run-state/reduce.ts";
import { initialState, type RunState } from "../run-state/run-state.ts";
import type { RunSource } from "./run-source.ts";

export interface FollowedRun {
  readonly source: RunSource;
  readonly state: RunState;
  readonly status: string | undefined;
}

export interface RunFollower {
  readonly followed: FollowedRun;
  /** Subscribes to the source, which may emit synchronously. */
  start(): void;
  stop(): void;
}

/** The state of a run after each event, or after each chunk if the source has chunks. */
export function runStates({ events$, chunks$ }: Pick<RunSource, "events$" | "chunks$">): Observable<RunState> {
  return chunks$ ? chunks$.pipe(scan(reduceChunk, initialState())) : events$.pipe(scan(reduce, initialState()));
}

/** Follows a run from `start` to `stop`; calls back after each change. */
export function followSource(
  source: RunSource,
  onChange: (what: "state" | "status") => void,
  onError: (error: unknown) => void,
): RunFollower {
  let state = initialState();
  let status: string | undefined;
  const subscription = new Subscription();
  const interruption$ = defer(() => (state.finished || status === "ended" ? EMPTY : of(interrupt(state))));
  const states$ = concat(runStates(source), interruption$);
  return {
    followed: {
      source,
      get state() {
        return state;
      },
      get status() {
        return status;
      },
    },
    start() {
      const onState = (newest: RunState) => {
        state = newest;
        onChange("state");
      };
      subscription.add(states$.subscribe({ next: onState, error: onError }));
      const onStatus = (newest: string) => {
        status = newest;
        onChange("status");
      };
      subscription.add(source.status$?.subscribe({ next: onStatus, error: onError }));
    },
    stop: () => subscription.unsubscribe(),
  };
}
