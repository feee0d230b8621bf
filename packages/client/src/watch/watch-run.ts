/** The events of a run on a server, as Observables. */
import type { GapMessage, Mode } from "@epochal/protocol";
import type { EventChunk } from "@epochal/stream/events";
import { BehaviorSubject, distinctUntilChanged, filter, Observable, Subject } from "rxjs";
import type { Connection } from "../connection.ts";
import { followRun, type SharedRun } from "./follow-run.ts";
import type { FollowStatus, RunFollower, RunObserver, RunReports, SubscribeOptions } from "./run-observer.ts";
import type { ReconnectingSocket } from "../socket/reconnecting-socket.ts";

/** Which events of a run are sent. All fields are optional. */
export interface WatchOptions {
  /** Where to start: `start`, `live`, or a cursor `log:seq`. Default `start`. */
  readonly after?: string;
  /**
   * `all` events; the `latest` event of each type whenever the previous ones have been consumed; or `sampled`: fewer epochs, and
   * all other events. `gaps$` reports the events that are left out. Default `all`.
   */
  readonly mode?: Mode;
  /** For `sampled`: only epochs whose number is a multiple of it. Default 1. */
  readonly every?: number;
  /** For `sampled`: maximum number of epochs per second. Default: 10, or no limit if `every` is given. */
  readonly perSecond?: number;
  /**
   * For `sampled`: number of epochs per second up to which all are sent, and four times as many at once, so that only what is
   * faster is sampled. At most 100,000. Default: none.
   */
  readonly allUpTo?: number;
  /**
   * Whether the run that resumes this one is followed after a crash of the server: then the events of that run come next, from its
   * `started` on, with positions of their own. `joinSuccessors` makes one run of them. Default: true for `latest`, and for runs
   * that this client has started.
   */
  readonly successors?: boolean;
  /** Maximum number of events on their way. A larger window makes a long replay from a distant server faster. Default 256. */
  readonly window?: number;
  /**
   * Called after each chunk: its events are acknowledged when the promise resolves, so that the server sends no more than the window until
   * then. It must not reject. Default: they are acknowledged at once.
   */
  readonly ready?: () => Promise<void> | undefined;
}

/**
 * For charts: the newest state first, however fast or long the run. A run with up to 10,000
 * epochs a second sends all of them. A faster run sends the newest epoch, and sums of the skipped epochs in `chunksAndGaps$`.
 */
export const chartOptions: WatchOptions = { mode: "sampled", allUpTo: 10_000, window: 4096 };

/** The Observables are those of `RemoteRun`. */
export interface WatchedRun {
  readonly chunksAndGaps$: Observable<EventChunk | GapMessage>;
  readonly gaps$: Observable<GapMessage>;
  readonly status$: Observable<FollowStatus>;
  readonly canControl$: Observable<boolean>;
  readonly viewers$: Observable<number>;
  /** Its own id once the server has named it, before that the id it was asked for by. */
  id(): string;
  /** A connection on which it is watched, if one is open. */
  findSocket(): ReconnectingSocket | undefined;
  /** Follows it once more. @param changed replaces some of the options. */
  readonly follow: (observer: RunObserver, reports: RunReports, changed?: Partial<SubscribeOptions>) => RunFollower;
}

/** The default of `WatchOptions.window`. */
export const DEFAULT_WINDOW = 256;

export function watchRun(
  connection: Connection,
  id: string,
  {
    after = "start",
    mode = "all",
    window = DEFAULT_WINDOW,
    successors = id === "latest",
    ...sampling
  }: WatchOptions = {},
): WatchedRun {
  const status$ = new BehaviorSubject<FollowStatus>("connecting");
  const canControl$ = new BehaviorSubject<boolean | undefined>(undefined);
  const gaps$ = new Subject<GapMessage>();
  const viewers$ = new BehaviorSubject<number | undefined>(undefined);
  const shared: SharedRun = { id, sockets: new Set() };
  const options = { after, mode, successors, window, acksManually: false, ...sampling };
  const follow: WatchedRun["follow"] = (observer, reports, changed) =>
    followRun(connection, id, shared, { ...options, ...changed }, observer, reports);
  return {
    chunksAndGaps$: new Observable((subscriber) => {
      const follower = follow(subscriber, { gaps$, status$, canControl$, viewers$ });
      return () => follower.close();
    }),
    gaps$: gaps$.asObservable(),
    status$: status$.asObservable(),
    canControl$: changesOf(canControl$),
    viewers$: changesOf(viewers$),
    id: () => shared.id,
    findSocket: () => [...shared.sockets].find(({ hello, isStale }) => hello && !isStale),
    follow,
  };
}

/** The newest value, once there is one, and each change of it. */
function changesOf<Value>(values$: Observable<Value | undefined>): Observable<Value> {
  return values$.pipe(
    filter((value) => value !== undefined),
    distinctUntilChanged(),
  );
}
