/** The client of a server: its runs look like runs in this process. */
import { decodeServerMessage, type GapMessage, type RunInfo, type RunQuery } from "@epochal/protocol";
import { eventsOf, type Command, type EventChunk, type TrainingEvent } from "@epochal/stream/events";
import { concatMap, filter, type Observable } from "rxjs";
import { createConnection, type ConnectOptions } from "./connection.ts";
import type { RequestOptions } from "./http/fetch-json.ts";
import { fetchModel, type RemoteModel } from "./http/fetch-model.ts";
import { fetchRuns } from "./http/fetch-runs.ts";
import { iterate, type IterateOptions } from "./iterate.ts";
import type { FollowStatus } from "./watch/run-observer.ts";
import { createCommandSender, type CommandOptions } from "./send-command.ts";
import { createRunStarter, type StartOptions, type TrainingToStart } from "./start-remote-run.ts";
import { DEFAULT_WINDOW, watchRun, type WatchOptions } from "./watch/watch-run.ts";

/** A server, as `connect` returns it. */
export interface Server {
  /**
   * A run on the server.
   * @param id the run's id, or `latest`: the run that was started last; if there is none, the first one to be started.
   */
  run(id: string, options?: WatchOptions): RemoteRun;
  /**
   * The server's runs, by default all of them, newest first. An older server ignores the query. Rejects if the server cannot be reached,
   * refuses, or has not sent the whole list, of at most 256 MiB, within a minute.
   */
  runs(query?: RunQuery, options?: RequestOptions): Promise<RunInfo[]>;
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
  /**
   * Downloads the model: of a finished run the one that it keeps, before that the one of its newest snapshot. A run that is watched as
   * `latest` stays the same run, even if a newer one has started. Rejects if the server cannot be reached, refuses, for example before
   * the first snapshot, or has not sent the whole model, of at most 256 MiB, within a minute.
   */
  model(options?: RequestOptions): Promise<RemoteModel>;
}

/**
 * A client of the server at `url`. It connects when a run is subscribed to, iterated, started or commanded.
 *
 * @param url such as `ws://localhost:8080`, or `wss://host/path` for a server behind a proxy; `http:` and `https:` are accepted too.
 * @throws TypeError if it is not such a URL.
 */
export function connect(url: string, options: ConnectOptions = {}): Server {
  const connection = createConnection(url, options, decodeServerMessage);
  const requestStart = createRunStarter(connection);
  const server: Server = {
    async start(training, startOptions = {}) {
      const { run: id, place } = await requestStart(training, startOptions);
      return { ...server.run(id, { successors: true, ...startOptions }), id, ...(place !== undefined && { place }) };
    },
    runs: (query = {}, options) => fetchRuns(connection, query, options),
    run(id, watchOptions = {}) {
      const watched = watchRun(connection, id, watchOptions);
      const { chunksAndGaps$, gaps$, status$, canControl$, viewers$, follow } = watched;
      const chunks$ = chunksAndGaps$.pipe(filter((item) => item.type !== "gap"));
      const { window = DEFAULT_WINDOW } = watchOptions;
      const run: RemoteRun = {
        events$: chunks$.pipe(concatMap((chunk) => eventsOf(chunk))),
        chunks$,
        chunksAndGaps$,
        gaps$,
        status$,
        canControl$,
        viewers$,
        iterate: (iterateOptions) => iterate(follow, { capacity: window, ...iterateOptions }),
        [Symbol.asyncIterator]: () => run.iterate(),
        command: createCommandSender(connection, watched),
        model: (options) => fetchModel(connection, watched.id(), options),
      };
      return run;
    },
  };
  return server;
}
