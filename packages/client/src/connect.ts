/** A server of runs, from another machine: the same events as a run in this process. */
import type { TrainingEvent } from "@epochal/stream/events";
import { asyncScheduler, BehaviorSubject, type Observable, type SchedulerLike } from "rxjs";
import { explainFailure } from "./explain.ts";
import { followRun, type FollowStatus } from "./follow-run.ts";

export interface ConnectOptions {
  /** For a server that wants one. */
  readonly token?: string;
  /** Default: the platform's, which Node has since 22. */
  readonly webSocket?: typeof WebSocket;
  /** Asks the server why it refused. Default: the platform's. */
  readonly fetch?: typeof fetch;
  /** Uniform in [0, 1), for the waits between two tries. Default: `Math.random`. */
  readonly random?: () => number;
  /** What counts the time. Default: timers. */
  readonly scheduler?: SchedulerLike;
}

export interface Server {
  /**
   * A run on the server.
   *
   * @param id of the run, or `latest`: the one that was started last, or the first to come.
   * @param options.after where to begin: `start` (default), `live`, or a cursor `log:seq`.
   */
  run(id: string, options?: { readonly after?: string }): RemoteRun;
}

export interface RemoteRun {
  /**
   * Every event once and in order, then completion when the run has ended. Each subscription has a socket of its own,
   * which is made again when it is lost; unsubscribing closes it.
   * Errors when no server answers at first; when it refuses (an unknown run, a wrong token) or does not speak the protocol;
   * and when the run's log is another one after a lost connection: what was told is then of a run that is no more, and only
   * who subscribes again can forget it and begin anew.
   */
  readonly events$: Observable<TrainingEvent>;
  /** How a subscription to `events$` stands; where there are several, the newest change of any. */
  readonly status$: Observable<FollowStatus>;
}

/**
 * Names a server; nothing is sent until a run's events are subscribed to.
 *
 * @param url such as `ws://localhost:8080`; `http:` and `https:` are understood too.
 * @throws TypeError when it is no such URL.
 */
export function connect(url: string, options: ConnectOptions = {}): Server {
  const { webSocket = WebSocket, random = Math.random, scheduler = asyncScheduler, token } = options;
  const explain = (failed: URL, signal: AbortSignal) => explainFailure(failed, options.fetch ?? fetch, signal);
  const address = addressOf(url, token);
  return {
    run(id, { after = "start" } = {}) {
      const status$ = new BehaviorSubject<FollowStatus>("connecting");
      const onStatus = (status: FollowStatus) => status$.next(status);
      return {
        events$: followRun(address, id, { after, webSocket, random, scheduler, explain, onStatus }),
        status$: status$.asObservable(),
      };
    },
  };
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
