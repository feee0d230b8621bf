/** Follows a run: its state and its connection, both as last reported. */
import { concat, defer, EMPTY, of, scan, Subscription, type Observable } from "rxjs";
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
  const events: Observable<Parameters<typeof reduce>[1]> = chunks$ ?? events$;
  return events.pipe(scan(reduce, initialState()));
}

/** Follows a run from `start` to `stop`; calls back after each change. */
export function followSource(
  source: RunSource,
  onChange: (what: "state" | "status", run: FollowedRun) => void,
  onError: (error: unknown) => void,
): RunFollower {
  const followed: { -readonly [Key in keyof FollowedRun]: FollowedRun[Key] } = {
    source,
    state: initialState(),
    status: undefined,
  };
  const subscription = new Subscription();
  const interruption$ = defer(() =>
    followed.state.finished || followed.status === "ended" ? EMPTY : of(interrupt(followed.state)),
  );
  const states$ = concat(runStates(source), interruption$);
  return {
    followed,
    start() {
      const onState = (state: RunState) => {
        followed.state = state;
        onChange("state", followed);
      };
      subscription.add(states$.subscribe({ next: onState, error: onError }));
      const onStatus = (status: string) => {
        followed.status = status;
        onChange("status", followed);
      };
      subscription.add(source.status$?.subscribe({ next: onStatus, error: onError }));
    },
    stop: () => subscription.unsubscribe(),
  };
}
