/** Follows a run: its state and its connection, both as last reported. */
import { scan, Subscription, type Observable } from "rxjs";
import { interrupt, reduce } from "../run-state/reduce.ts";
import { initialState, type RunState } from "../run-state/run-state.ts";
import type { RunSource } from "./run-source.ts";

export interface FollowedRun {
  readonly source: RunSource;
  readonly state: RunState;
  readonly status: string | undefined;
}

export interface RunFollower extends FollowedRun {
  /** Subscribes to the source, which may emit synchronously. */
  start(): void;
  stop(): void;
}

/** The state of a run after each event, or after each chunk if the source has chunks. */
export function runStates({
  events$,
  chunks$,
  slowStartTo,
}: Pick<RunSource, "events$" | "chunks$" | "slowStartTo">): Observable<RunState> {
  const events: Observable<Parameters<typeof reduce>[1]> = chunks$ ?? events$;
  return events.pipe(scan(reduce, { ...initialState(), slowStartTo }));
}

/** Follows a run from `start` to `stop`; calls back after each change. */
export function followSource(
  source: RunSource,
  onChange: (what: "state" | "status", run: FollowedRun) => void,
  onError: (error: unknown) => void,
): RunFollower {
  const subscription = new Subscription();
  const follower: RunFollower & { state: RunState; status: string | undefined } = {
    source,
    state: initialState(),
    status: undefined,
    start() {
      const onState = (state: RunState) => {
        follower.state = state;
        onChange("state", follower);
      };
      const onComplete = () => {
        const { state, status } = follower;
        if (!state.finished && status !== "ended") onState(interrupt(state));
      };
      subscription.add(runStates(source).subscribe({ next: onState, error: onError, complete: onComplete }));
      const onStatus = (status: string) => {
        follower.status = status;
        onChange("status", follower);
      };
      subscription.add(source.status$?.subscribe({ next: onStatus, error: onError }));
    },
    stop: () => subscription.unsubscribe(),
  };
  return follower;
}
