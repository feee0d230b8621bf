/** The client of a server: its runs look like runs in this process. */
import type { GapMessage, Mode } from "@epochal/protocol";
import { eventsOf, type Command, type EventChunk, type TrainingEvent } from "@epochal/stream/events";
import {
  asyncScheduler,
  BehaviorSubject,
  concatMap,
  distinctUntilChanged,
  filter,
  Observable,
  ReplaySubject,
  Subject,
  type SchedulerLike,
} from "rxjs";
import { explainConnectError } from "./explain-connect-error.ts";
import { followRun } from "./follow-run.ts";
import { iterate, type IterateOptions } from "./iterate.ts";
import type { ReconnectingSocket } from "./socket/reconnecting-socket.ts";
import type { FollowStatus, RunObserver } from "./run-observer.ts";
import { createCommandSender, type CommandOptions } from "./send-command.ts";
import { createServerAddress } from "./server-address.ts";
import { createRunStarter, type StartOptions, type TrainingToStart } from "./start-remote-run.ts";

/** How the server is reached. All fields are optional. */
export interface ConnectOptions {
  /**
   * The server's token, for access and commands. Node sends it in a header; browsers, and a `webSocket` of another kind, in the
   * header that offers sub-protocols. Default: none.
   */
  readonly token?: string;
  /** The name under which all clients see the commands of this one, 1 to 64 characters. Default: none. */
  readonly name?: string | (() => string | undefined);
  /** Default: the platform's; Node has one since version 22. */
  readonly webSocket?: typeof WebSocket;
  /** Asks the server why a connection failed. Default: the platform's. */
  readonly fetch?: typeof fetch;
  /** Uniform in [0, 1), for the waits between two attempts and for idempotency keys. Default: `Math.random`. */
  readonly random?: () => number;
  /** Measures time. Default: timers. */
  readonly scheduler?: SchedulerLike;
}

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
}

/**
 * For charts: the newest state within a second, however fast or long the run. All epochs of a run with up to 10,000 a second;
 * of others the newest, and sums in `chunksAndGaps$`.
 */
export const chartOptions: WatchOptions = { mode: "sampled", allUpTo: 10_000, window: 4096 };

/** A server, as `connect` returns it. */
export interface Server {
  /**
   * A run on the server.
   * @param id the run's id, or `latest`: the run that was started last; if there is none, the first one to be started.
   */
  run(id: string, options?: WatchOptions): RemoteRun;
  /**
   * Starts a run; resolves when the server has stored it. A run that must wait for its turn is `queued` in `status$`.
   * If the connection is lost, the request is sent again with the same key, so that one run is started.
   * Rejects with a `RefusedError` if the server refuses, for example without a token.
   */
  start(training: TrainingToStart, options?: StartOptions & WatchOptions): Promise<StartedRun>;
}

/** A run that this client has started. */
export interface StartedRun extends RemoteRun {
  /** The id that the server has given it. */
  readonly id: string;
  /** Its place in the queue when it was started; 1 is next. Absent if it began immediately. */
  readonly place?: number;
}

/** A run on a server, running or ended. */
export interface RemoteRun extends AsyncIterable<TrainingEvent> {
  /**
   * Every event once and in order; completes when the run has ended, or with `successors` the last run that resumes it. Each subscription has its own connection, which is made
   * again after a loss and closed when the subscriber unsubscribes.
   *
   * Errors if the server cannot be reached at first, if it refuses (unknown run, wrong token), if it violates the protocol
   * (`ProtocolError`), and if after a lost connection the server has a different log of the run: the events so far are then no
   * longer valid, and a new subscription starts from the beginning.
   */
  readonly events$: Observable<TrainingEvent>;
  /** The same events in chunks: consecutive epochs come in columns. Cheaper for fast runs. */
  readonly chunks$: Observable<EventChunk>;
  /** The same chunks, with the gaps in the places where the missing events would have come: for charts, in modes other than `all`. */
  readonly chunksAndGaps$: Observable<EventChunk | GapMessage>;
  /**
   * Events that a subscription to `events$`, `chunks$` or `chunksAndGaps$` does not receive, in the place where they would have come, with a
   * summary.
   */
  readonly gaps$: Observable<GapMessage>;
  /** The status of the subscription to `events$` or `chunks$`. With several subscriptions: the latest change of any of them. */
  readonly status$: Observable<FollowStatus>;
  /**
   * Whether the server accepts commands from this client: false without a token, and with one that only lets it watch. Emits when
   * a subscription to `events$` or `chunks$` has connected, and when that changes.
   */
  readonly canControl$: Observable<boolean>;
  /**
   * The number of subscriptions of all clients to the run: emits when a subscription to `events$` or `chunks$` begins, and when a
   * heartbeat reports another number. Never on older servers.
   */
  readonly viewers$: Observable<number>;
  /** The same events for `for await`, on a connection of their own. The run itself iterates with the default options. */
  iterate(options?: IterateOptions): AsyncIterableIterator<TrainingEvent>;
  /**
   * Sends a command; resolves when the server has accepted it. The run replies with a `commanded` event. Commands use the
   * connection on which the run is watched, if there is one. If the connection is lost, the command is sent again with the same
   * key and for the same run, so that it takes effect once. Rejects if the server refuses, for example without a token, and after
   * 15 s without a reply.
   */
  command(command: Command, options?: CommandOptions): Promise<void>;
}

const DEFAULT_WINDOW = 256;

/**
 * A client of the server at `url`. It connects when a run is subscribed to, iterated, started or commanded.
 *
 * @param url such as `ws://localhost:8080`, or `wss://host/path` for a server behind a proxy; `http:` and `https:` are accepted too.
 * @throws TypeError if it is not such a URL.
 */
export function connect(url: string, options: ConnectOptions = {}): Server {
  const { webSocket = WebSocket, random = Math.random, scheduler = asyncScheduler, token, name } = options;
  const nameOf = typeof name === "function" ? name : () => name;
  const address = createServerAddress(url, token, webSocket);
  const explainError = (wasOpen: boolean, signal: AbortSignal) =>
    explainConnectError(address, wasOpen, options.fetch ?? fetch, signal);
  const socketOptions = { random, scheduler, explainError };
  const requestStart = createRunStarter(address, socketOptions);
  const server: Server = {
    async start(training, { name, epochsPerSecond, key, ...watchOptions } = {}) {
      const { run: id, place } = await requestStart(training, {
        ...(name !== undefined && { name }),
        ...(epochsPerSecond !== undefined && { epochsPerSecond }),
        ...(key !== undefined && { key }),
      });
      return { ...server.run(id, { successors: true, ...watchOptions }), id, ...(place !== undefined && { place }) };
    },
    run(
      id,
      { after = "start", mode = "all", window = DEFAULT_WINDOW, successors = id === "latest", ...sampling } = {},
    ) {
      const status$ = new BehaviorSubject<FollowStatus>("connecting");
      const gaps$ = new Subject<GapMessage>();
      const canControl$ = new ReplaySubject<boolean>(1);
      const viewers$ = new ReplaySubject<number>(1);
      /** Connections on which the run is watched. */
      const sockets = new Set<ReconnectingSocket>();
      /** The run's own id once the server has named it. */
      let knownId = id;

      const follow = (observer: RunObserver, size = window) =>
        followRun(
          address,
          id,
          { after, mode, successors, window: size, ...sampling },
          socketOptions,
          {
            ...observer,
            onRun(run) {
              knownId = run;
              observer.onRun(run);
            },
          },
          sockets,
        );
      const findWatching = () => [...sockets].find(({ hello, isStale }) => hello && !isStale);

      const chunksAndGaps$ = new Observable<EventChunk | GapMessage>((subscriber) => {
        const follower = follow({
          acksManually: false,
          onChunk: (chunk) => subscriber.next(chunk),
          onGap(gap) {
            gaps$.next(gap);
            subscriber.next(gap);
          },
          onStatus: (status) => status$.next(status),
          onControl: (canControl) => canControl$.next(canControl),
          onViewers: (viewers) => viewers$.next(viewers),
          onRun() {},
          onComplete: () => subscriber.complete(),
          onError: (error) => subscriber.error(error),
        });
        return () => follower.close();
      });
      const chunks$ = chunksAndGaps$.pipe(filter((item) => item.type !== "gap"));
      const run: RemoteRun = {
        events$: chunks$.pipe(concatMap((chunk) => eventsOf(chunk))),
        chunks$,
        chunksAndGaps$,
        gaps$: gaps$.asObservable(),
        status$: status$.asObservable(),
        canControl$: canControl$.pipe(distinctUntilChanged()),
        iterate: (iterateOptions) => iterate(follow, { capacity: window, ...iterateOptions }),
        [Symbol.asyncIterator]: () => run.iterate(),
        viewers$: viewers$.pipe(distinctUntilChanged()),
        command: createCommandSender(address, { run: () => knownId, name: nameOf }, socketOptions, findWatching),
      };
      return run;
    },
  };
  return server;
}
