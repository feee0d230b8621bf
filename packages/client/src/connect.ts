/** A server of runs, from another machine: the same events as a run in this process. */
import type { GapMessage, Mode } from "@epochal/protocol";
import type { Command, TrainingEvent } from "@epochal/stream/events";
import { asyncScheduler, BehaviorSubject, Observable, Subject, type SchedulerLike } from "rxjs";
import { explainConnectError } from "./explain-connect-error.ts";
import { followRun } from "./follow-run.ts";
import { iterate, type IterateOptions } from "./iterate.ts";
import { createRunStarter, type StartOptions, type TrainingToStart } from "./start-remote-run.ts";
import { createCommandSender, type CommandOptions } from "./send-command.ts";
import type { FollowStatus, RunObserver } from "./run-observer.ts";

/** How a server is reached; all of it may be left out. */
export interface ConnectOptions {
  /** What a server that wants one lets in, and lets steer. Default: none is shown. */
  readonly token?: string;
  /** Default: the platform's, which Node has since 22. */
  readonly webSocket?: typeof WebSocket;
  /** Asks the server why it refused. Default: the platform's. */
  readonly fetch?: typeof fetch;
  /** Uniform in [0, 1), for the waits between two tries and the keys of commands. Default: `Math.random`. */
  readonly random?: () => number;
  /** What counts the time. Default: timers. */
  readonly scheduler?: SchedulerLike;
}

/** What of a run is wanted; all of it may be left out. */
export interface WatchOptions {
  /** Where to begin: `start`, `live`, or a cursor `log:seq`. Default `start`. */
  readonly after?: string;
  /**
   * `all` events; of each type the `latest`, whenever the last ones have been done with; or `sampled`: all but epochs, of
   * which there are fewer. What is left out is told by `gaps$`. Default `all`.
   */
  readonly mode?: Mode;
  /** For `sampled`: only epochs whose number is a multiple of it. Default 1. */
  readonly every?: number;
  /** For `sampled`: at most so many epochs a second. Default: 10, or any number where `every` is given. */
  readonly perSecond?: number;
  /** How many events may be on the way at once; more make a long replay from far away faster. Default 256. */
  readonly window?: number;
}

/** A server that has been named: `connect` returns it. */
export interface Server {
  /**
   * A run on the server.
   * @param id of the run, or `latest`: the one that was started last, or the first to come.
   */
  run(id: string, options?: WatchOptions): RemoteRun;
  /**
   * Starts a run on the server; resolves when that has stored it, also where the run must wait for its turn: whoever follows it
   * is told its place by `status$` and its events when they come. Sent again with the same key when the connection is lost on the
   * way, so that one run is started. Rejects with a `RefusedError` when it is refused, as by a server without a token.
   */
  start(training: TrainingToStart, options?: StartOptions & WatchOptions): Promise<StartedRun>;
}

/** A run that was started on a server. */
export interface StartedRun extends RemoteRun {
  /** What the server calls it. */
  readonly id: string;
  /** Where it stood in the queue when it was started: 1 is the next to begin. Absent where it began at once. */
  readonly place?: number;
}

/** A run on a server, whether it is still going on or over. */
export interface RemoteRun extends AsyncIterable<TrainingEvent> {
  /**
   * Every event once and in order, then completion when the run has ended. Each subscription has a socket of its own,
   * which is made again when it is lost; unsubscribing closes it.
   * Errors when no server answers at first; when it refuses (an unknown run, a wrong token) or does not keep to the protocol
   * (a `ProtocolError`); and when the run's log is another one after a lost connection: what was told is then of a run that
   * is no more, and only who subscribes again can forget it and begin anew.
   */
  readonly events$: Observable<TrainingEvent>;
  /** What a subscription to `events$` was told that it does not get, and what that was in sum; told where it would have stood. */
  readonly gaps$: Observable<GapMessage>;
  /** How a subscription to `events$` stands; where there are several, the newest change of any. */
  readonly status$: Observable<FollowStatus>;
  /** The same events for `for await`, on a socket of its own; `run` itself is one that waits. */
  iterate(options?: IterateOptions): AsyncIterableIterator<TrainingEvent>;
  /**
   * Gives the run a command; resolves when the server has accepted it, and the run answers with a `commanded` event. Sent
   * again with the same key when the connection is lost on the way, so that it takes effect once. Rejects when it is refused,
   * as by a server without a token, and where no answer came in 15 s.
   */
  command(command: Command, options?: CommandOptions): Promise<void>;
}

const WINDOW = 256;

/**
 * Names a server; nothing is sent until a run's events are subscribed to.
 *
 * @param url such as `ws://localhost:8080`; `http:` and `https:` are understood too.
 * @throws TypeError when it is no such URL.
 */
export function connect(url: string, options: ConnectOptions = {}): Server {
  const { webSocket = WebSocket, random = Math.random, scheduler = asyncScheduler, token } = options;
  const explainError = (failed: URL, signal: AbortSignal) =>
    explainConnectError(failed, options.fetch ?? fetch, signal);
  const address = addressOf(url, token);
  const lineOptions = { webSocket, random, scheduler, explainError };
  const ask = createRunStarter(address, lineOptions);
  const server: Server = {
    async start(training, { name, epochsPerSecond, key, ...watching } = {}) {
      const given = { ...(name !== undefined && { name }), ...(epochsPerSecond !== undefined && { epochsPerSecond }) };
      const { run: id, place } = await ask(training, { ...given, ...(key !== undefined && { key }) });
      return { ...server.run(id, watching), id, ...(place !== undefined && { place }) };
    },
    run(id, { after = "start", mode = "all", window = WINDOW, ...fewer } = {}) {
      const status$ = new BehaviorSubject<FollowStatus>("connecting");
      const gaps$ = new Subject<GapMessage>();
      const wish = { after, mode, window, ...fewer };
      let known = id;
      const follow = (watcher: RunObserver, most = window) =>
        followRun(address, id, { ...wish, window: most }, lineOptions, watcher);

      const events$ = new Observable<TrainingEvent>((subscriber) => {
        const following = follow({
          acksManually: false,
          onEvent: (event) => subscriber.next(event),
          onGap: (gap) => gaps$.next(gap),
          onStatus: (status) => status$.next(status),
          onRun: (run) => (known = run),
          onComplete: () => subscriber.complete(),
          onError: (error) => subscriber.error(error),
        });
        return () => following.close();
      });
      const run: RemoteRun = {
        events$,
        gaps$: gaps$.asObservable(),
        status$: status$.asObservable(),
        iterate: (iterateOptions) => iterate(follow, { capacity: window, ...iterateOptions }),
        [Symbol.asyncIterator]: () => run.iterate(),
        command: createCommandSender(address, () => known, lineOptions),
      };
      return run;
    },
  };
  return server;
}

function addressOf(url: string, token: string | undefined): URL {
  const address = URL.canParse(url) ? new URL(url) : undefined;
  const protocol = address?.protocol.replace(/^http/, "ws");
  if (!address || (protocol !== "ws:" && protocol !== "wss:")) {
    throw new TypeError(`connect: expected a URL such as ws://localhost:8080, got "${url}"`);
  }
  address.protocol = protocol;
  if (address.pathname === "/") address.pathname = "/v1";
  if (token !== undefined) address.searchParams.set("token", token);
  return address;
}
