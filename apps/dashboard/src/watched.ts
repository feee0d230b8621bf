/** A run as it is followed: its state and its connection, each as last heard of. */
import { concat, defer, EMPTY, of, scan, Subscription, type Observable } from "rxjs";
import type { Command, EventChunk, SnapshotEvent, TrainingEvent } from "@epochal/stream/events";
import { reduceChunk } from "./reduce-chunk.ts";
import { interrupt, reduce } from "./reduce.ts";
import { initialState, type RunState } from "./run-state.ts";

/** A run to look at: in this process, on another machine, or recorded; the dashboard cannot tell. */
export interface RunSource {
  /** From the first event on: replays first, then live. A completion without `finished` means that the run was interrupted. */
  readonly events$: Observable<TrainingEvent>;
  /** The same in chunks, taken instead where they are to be had: of a run that is quick they cost less. */
  readonly chunks$?: Observable<EventChunk>;
  /** Absent for a viewer without the right to steer. A promise that is rejected says why the wish never reached the run. */
  readonly command?: (command: Command) => unknown;
  /** What would let a viewer steer who may not, in words. */
  readonly controlHint?: string | undefined;
  /** Whether the run goes on when it is left, as one on a server does. Default false: a run that can be steered is stopped. */
  readonly outlivesViewer?: boolean;
  /** Where the events come from, for the header: `this machine`, `ws://…`. */
  readonly label?: string;
  /**
   * How the connection fares, as `RemoteRun` of the client says it: while it is `lost`, or `connecting` again, the picture
   * is shown as an old one.
   */
  readonly status$?: Observable<string>;
  /**
   * The whole state after an epoch, worked out again where the run has not told it; for those who look back. Where it is
   * absent or throws, the nearest that was told before stands for it.
   */
  readonly stateAt?: (epoch: number) => ExactSnapshot | Promise<ExactSnapshot>;
}

/** A state that a run has been in, as its `snapshot` event would tell it. */
export type ExactSnapshot = Omit<SnapshotEvent, "type" | "seq" | "time">;

export interface FollowedRun {
  readonly source: RunSource;
  readonly state: RunState;
  readonly status: string | undefined;
}

export interface RunFollower {
  readonly followed: FollowedRun;
  /** Subscribes; what is known at once is told at once. */
  start(): void;
  stop(): void;
}

/** The state of a run after all that is told of it at once. */
export function runStates({ events$, chunks$ }: Pick<RunSource, "events$" | "chunks$">): Observable<RunState> {
  return chunks$ ? chunks$.pipe(scan(reduceChunk, initialState())) : events$.pipe(scan(reduce, initialState()));
}

/** Follows a run once it is started, until it is stopped; calls back after each change. */
export function followSource(
  source: RunSource,
  onChange: (what: "state" | "status") => void,
  onError: (error: unknown) => void,
): RunFollower {
  let state = initialState();
  let status: string | undefined;
  const subscription = new Subscription();
  const ending$ = defer(() => (state.finished || status === "ended" ? EMPTY : of(interrupt(state))));
  const states$ = concat(runStates(source), ending$);
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
      const next = (newest: RunState) => {
        state = newest;
        onChange("state");
      };
      subscription.add(states$.subscribe({ next, error: onError }));
      const onStatus = (newest: string) => {
        status = newest;
        onChange("status");
      };
      subscription.add(source.status$?.subscribe({ next: onStatus, error: onError }));
    },
    stop: () => subscription.unsubscribe(),
  };
}
