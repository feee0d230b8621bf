/** The options of `serve`, with their defaults and checks. */
import type { EventLog, Retention, RunRecord, SharedLog, Synchronous } from "@epochal/log";
import { systemClock, type Clock, type RunOptions } from "@epochal/stream";
import { isLoopbackHost } from "./http/access/loopback.ts";
import type { Page } from "./http/replies/page.ts";
import { defaultLimits, type Limits } from "./limits.ts";
import { silentLogger, withoutTokens, type Logger } from "./logger.ts";
import { readOpenFilesLimit, socketLimits } from "./open-files.ts";
import type { FindTraining } from "./runs/start/resolve-training.ts";
import type { ChooseResumed } from "./runs/run-resumer.ts";
import { checkTls, type Tls } from "./tls.ts";

export interface ServeOptions {
  /** Default 127.0.0.1: only this machine. Any other host needs a token. */
  readonly host?: string;
  /** Default 0: a free port. */
  readonly port?: number;
  /** The file of the store. Default `:memory:`: nothing is kept after the process, and at most `limits.memoryBytes` are used. */
  readonly store?: string;
  /**
   * Opens the log instead of `store`, for example one that several servers share: each shows the runs of all. `now` is the time in
   * milliseconds since 1970.
   */
  readonly openLog?: (now: () => number) => Promise<EventLog | SharedLog>;
  /**
   * Whether the runs that clients start, and branches, are left to workers; `openLog` must open a log that is shared with them.
   * Default false.
   */
  readonly usesWorkers?: boolean;
  /** The token that clients must present. It, or `viewToken`, is required if other machines can reach the server; it is required for commands and `start`. Then it has at least 16 characters. */
  readonly token?: string;
  /**
   * A second token, with which clients can only watch: they can send no commands and start no runs. Without `token`, no client can.
   * Default: none.
   */
  readonly viewToken?: string;
  /**
   * Origins of web pages that may use the server besides those of this machine, such as `https://example.org`; their browsers ask
   * before they send a token in a header. Default: none.
   */
  readonly allowedOrigins?: readonly string[];
  /**
   * Whether every request comes through one reverse proxy that appends its client to `X-Forwarded-For`; limits and log lines then
   * concern that client. Default false: a client could name any address.
   */
  readonly trustsProxy?: boolean;
  /** Serves `wss:` and `https:`. Default: `ws:` and `http:`. */
  readonly tls?: Tls;
  /** The web page that the server shows at `/` and `/run/ID`, to everybody. Default: none. */
  readonly page?: Page;
  /** Origins whose web pages may show that page in a frame, such as `https://example.org`. Default: only this server's own. */
  readonly framingOrigins?: readonly string[];
  /** What a stored event survives: `normal` a crash of the process, `full` also a power loss. Default `normal`. */
  readonly synchronous?: Synchronous;
  /** Finds the trainings that clients can start by name. Default: clients have to send spec and rows. */
  readonly findTraining?: FindTraining;
  /** The options of runs; `start` and `resume` can override them. Default: a worker each; if the store is a file, a snapshot every 15 s. */
  readonly runOptions?: Pick<RunOptions, "worker" | "threads" | "snapshotEveryMs">;
  /**
   * Chooses the interrupted runs of the store that are resumed when the server starts, and when a store that could not be written
   * can be written again: called with each run that no other resumes yet; returns the options of the new run, or undefined.
   * Default: none are.
   */
  readonly resume?: ChooseResumed;
  /** Which ended runs are kept. Default: all; in memory, as many as fit into half of `limits.memoryBytes`. */
  readonly retention?: Retention;
  readonly limits?: Partial<Limits>;
  /** The files and sockets that the process may have open. Default: as the system says; unknown elsewhere than on Linux. */
  readonly openFiles?: number;
  /** Default: the system clock. */
  readonly clock?: Clock;
  /** Uniform in [0, 1); spreads the times at which clients return. Default `Math.random`. */
  readonly random?: () => number;
  /** Never gets a token. Default: nothing is logged. */
  readonly logger?: Logger;
  /** Is called with the record of each run of this process that has ended, regularly or by a failure. Default: nothing. */
  readonly onEnd?: (run: RunRecord) => void;
  /** Is called when a run of this process fails. Default: throws. */
  readonly onFailure?: (run: string, error: unknown) => void;
  /**
   * Is called when the store cannot be written, such as on a full disk. Running runs whose events cannot be stored end; the server
   * shows what is stored, and starts runs again when the store can be written. Default: a warning of the process.
   */
  readonly onStoreFailure?: (error: unknown) => void;
  /**
   * Is called when a client could not be served because of a failure of the server, such as a damaged store. The client gets HTTP
   * status 500 or close code 1011, and the server continues. Default: a warning of the process.
   */
  readonly onClientFailure?: (error: unknown) => void;
}

/** The options with all defaults. */
export interface ResolvedOptions extends Required<
  Omit<ServeOptions, "openFiles" | "openLog" | "token" | "viewToken" | "tls" | "page" | "findTraining">
> {
  /** Whether runs take commands. */
  readonly acceptsCommands: boolean;
  /** The runs that it takes from the queue of a shared log, at a time. */
  readonly jobs: number;
  /** Is called with what happens to these runs, in one line each. */
  readonly onNotice: (text: string) => void;
  readonly openLog: ServeOptions["openLog"];
  /** The file of the log, for threads that read it; undefined if it has none. */
  readonly logFile: string | undefined;
  /** Whether the log is lost with the process. */
  readonly isInMemory: boolean;
  readonly token: string | undefined;
  readonly viewToken: string | undefined;
  readonly tls: Tls | undefined;
  readonly page: Page | undefined;
  readonly findTraining: FindTraining | undefined;
  readonly limits: Limits;
}

/** The length of a token that cannot be guessed, for servers that other machines can reach. */
const MIN_TOKEN_LENGTH = 16;

/** The newest stored snapshot of a run is never older than this. */
const SNAPSHOT_EVERY_MS = 15_000;

/** @throws RangeError if the token is missing or empty, or if the certificate is invalid. */
export function resolveOptions(options: ServeOptions): ResolvedOptions {
  const { host = "127.0.0.1", store = ":memory:", openLog, token, viewToken, tls } = options;
  const isInMemory = openLog === undefined && store === ":memory:";
  const limits = resolveLimits(options, isInMemory);
  for (const given of [token, viewToken]) {
    // A header can carry no others.
    if (given !== undefined && !/^[\x21-\x7e]+$/.test(given)) {
      throw new RangeError("serve: expected a token of visible ASCII characters without blanks, got another");
    }
  }
  if (token !== undefined && token === viewToken) {
    throw new RangeError("serve: token and viewToken are the same: clients that only watch could control runs");
  }
  if (!isLoopbackHost(host) && (token ?? viewToken) === undefined) {
    throw new RangeError(`serve: listening on ${host} needs a token, because other machines can reach it`);
  }
  const isTooShort = [token, viewToken].some((given) => given !== undefined && given.length < MIN_TOKEN_LENGTH);
  if (!isLoopbackHost(host) && isTooShort) {
    throw new RangeError(
      `serve: listening on ${host} needs tokens of at least ${MIN_TOKEN_LENGTH} characters, such as from: openssl rand -hex 16`,
    );
  }
  if (tls) checkTls(tls);
  return {
    host,
    port: options.port ?? 0,
    store,
    openLog,
    usesWorkers: options.usesWorkers ?? false,
    jobs: 0,
    onNotice: () => {},
    acceptsCommands: token !== undefined,
    logFile: openLog || isInMemory ? undefined : store,
    isInMemory,
    token,
    viewToken,
    allowedOrigins: (options.allowedOrigins ?? []).map(parseOrigin),
    trustsProxy: options.trustsProxy ?? false,
    tls,
    page: options.page,
    framingOrigins: (options.framingOrigins ?? []).map(parseOrigin),
    synchronous: options.synchronous ?? "normal",
    findTraining: options.findTraining,
    resume: options.resume ?? (() => undefined),
    runOptions: { worker: true, ...(!isInMemory && { snapshotEveryMs: SNAPSHOT_EVERY_MS }), ...options.runOptions },
    retention: { ...(isInMemory && { keepBytes: limits.memoryBytes / 2 }), ...options.retention },
    limits,
    clock: options.clock ?? systemClock,
    random: options.random ?? Math.random,
    logger: withoutTokens(options.logger ?? silentLogger, [token, viewToken]),
    onEnd: options.onEnd ?? (() => {}),
    onFailure: options.onFailure ?? rethrow,
    onStoreFailure: options.onStoreFailure ?? warn,
    onClientFailure: options.onClientFailure ?? warn,
  };
}

function resolveLimits(
  { limits: given = {}, retention = {}, openFiles = readOpenFilesLimit() }: ServeOptions,
  isInMemory: boolean,
): Limits {
  const { memoryBytes = defaultLimits.memoryBytes, runBytes = defaultLimits.runBytes } = given;
  const ofMemory = { runBytes: Math.min(runBytes, memoryBytes / 4), storeBytes: (memoryBytes * 3) / 4 };
  // An endless run must not make the store larger than retention allows.
  const { keepBytes: storeBytes = Infinity } = retention;
  return { ...defaultLimits, ...socketLimits(openFiles), storeBytes, ...(isInMemory && ofMemory), ...given };
}

/** An origin as browsers send it: in lower case, without a slash or a default port. */
function parseOrigin(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && /^https?:$/.test(url.protocol) && url.pathname === "/" && url.search === "") return url.origin;
  throw new RangeError(`serve: expected an origin such as https://example.org, got "${text}"`);
}

function rethrow(_run: string, error: unknown): never {
  throw error;
}

function warn(error: unknown): void {
  process.emitWarning(error instanceof Error ? error : String(error));
}
