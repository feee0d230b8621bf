/** Runs and their logs as a WebSocket service; what it speaks is written in PROTOCOL.md of `@epochal/protocol`. */
import type { TrainingData, TrainingSpec } from "@epochal/core";
import { openLog } from "@epochal/log";
import { closeCodes, decodeClientMessage, ProtocolError, SUBPROTOCOL, type ClientMessage } from "@epochal/protocol";
import { startRun, systemClock, type Clock, type Run, type RunOptions } from "@epochal/stream";
import { createServer, STATUS_CODES, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { WebSocketServer } from "ws";
import { acceptConnection, type Connection } from "./connection.ts";
import { checkRequest, isLoopbackHost, targetOf, type Refusal } from "./door.ts";
import { createHub } from "./hub.ts";
import { defaultLimits, type Limits } from "./limits.ts";

export interface ServeOptions {
  /** Default 127.0.0.1: only this machine. Any other needs a token. */
  readonly host?: string;
  /** Default 0: one that is free. */
  readonly port?: number;
  /** File of the runs' log. Default `:memory:`: it goes with the process. */
  readonly store?: string;
  /** What clients must show; needed where other machines can reach the server. */
  readonly token?: string;
  readonly limits?: Partial<Limits>;
  /** Default: the clock on the wall. */
  readonly clock?: Clock;
  /** Is told when a run breaks or its events cannot be stored. Default: throws. */
  readonly onFailure?: (run: string, error: unknown) => void;
}

export interface EpochalServer {
  /** Where it listens, such as `ws://127.0.0.1:8080`. */
  readonly url: string;
  readonly port: number;
  /** How many clients are connected. */
  readonly connections: number;
  /** Starts a run, in a worker thread unless the options say otherwise, for all to watch. */
  start(spec: TrainingSpec, data: TrainingData, options?: RunOptions): Run;
  /** Ends the runs that still go on, tells every client, and closes the log; what was told is stored. */
  close(): Promise<void>;
}

type Subscribe = ClientMessage & { type: "subscribe" };

/**
 * Listens until it is closed.
 *
 * @throws RangeError when it would be reachable from other machines without a token, or the port is in use; Error when the
 * store cannot be opened.
 */
export async function serve(options: ServeOptions = {}): Promise<EpochalServer> {
  const { host = "127.0.0.1", port = 0, store = ":memory:", token, clock = systemClock, onFailure = rethrow } = options;
  const limits = { ...defaultLimits, ...options.limits };
  if (!isLoopbackHost(host) && token === undefined) {
    throw new RangeError(`serve: expected a token to listen on ${host}, which other machines can reach, got none`);
  }
  const log = openLog(store, { now: () => clock.now() });
  const hub = createHub(log, onFailure);
  const runs = new Set<Run>();
  const connections = new Set<Connection>();

  const sockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: limits.messageBytes,
    handleProtocols: (offered) => (offered.has(SUBPROTOCOL) ? SUBPROTOCOL : false),
  });
  const server = createServer(answer);
  server.on("upgrade", upgrade);

  function answer(request: IncomingMessage, response: ServerResponse): void {
    const { pathname } = targetOf(request);
    const refusal = pathname === "/healthz" ? undefined : checkRequest(request, token);
    if (refusal) reply(response, refusal.status, { error: refusal.reason });
    else if (pathname === "/healthz") reply(response, 200, { status: "ok" });
    else if (pathname === "/v1/runs")
      reply(
        response,
        200,
        hub.runs().map(({ spec: _, ...record }) => record),
      );
    else if (isSocketPath(pathname)) reply(response, 426, { error: `expected a WebSocket upgrade on ${pathname}` });
    else reply(response, 404, { error: `expected /v1, /v1/watch/RUN, /v1/runs or /healthz, got ${pathname}` });
  }

  function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const { pathname, searchParams } = targetOf(request);
    const first = watchedRun(pathname, searchParams);
    const refusal = checkRequest(request, token) ?? checkPath(pathname) ?? checkWish(first) ?? checkRoom();
    // Whoever hangs up in the middle of it is nobody's failure.
    socket.on("error", () => {});
    if (refusal) {
      const retry = refusal.status === 503 ? "Retry-After: 5\r\n" : "";
      socket.end(
        `HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status]}\r\n${retry}Connection: close\r\n\r\n${refusal.reason}\n`,
      );
      return;
    }
    const offered = request.headers["sec-websocket-protocol"];
    sockets.handleUpgrade(request, socket, head, (client) => {
      if (offered !== undefined && client.protocol !== SUBPROTOCOL) {
        client.close(closeCodes.noCommonProtocol, `expected the sub-protocol ${SUBPROTOCOL}`);
        return;
      }
      const wish = first instanceof ProtocolError ? undefined : first;
      const connection = acceptConnection(client, hub, limits, clock, wish, () => connections.delete(connection));
      connections.add(connection);
    });
  }

  function checkRoom(): Refusal {
    return connections.size < limits.connections ? undefined : { status: 503, reason: "too many connections" };
  }

  let callOffBeat = clock.later(beat, limits.heartbeatMs);
  function beat(): void {
    for (const connection of connections) connection.beat();
    callOffBeat = clock.later(beat, limits.heartbeatMs);
  }

  try {
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(port, host, resolve);
    });
  } catch (error) {
    callOffBeat();
    log.close();
    throw listenError(error as NodeJS.ErrnoException, host, port);
  }

  const address = server.address() as AddressInfo;
  return {
    url: `ws://${host.includes(":") ? `[${host}]` : host}:${address.port}`,
    port: address.port,
    get connections() {
      return connections.size;
    },
    start(spec, data, runOptions) {
      const run = startRun(spec, data, { worker: true, ...runOptions });
      runs.add(run);
      hub.add(run, spec);
      return run;
    },
    async close() {
      callOffBeat();
      for (const run of runs) run.dispose();
      // What was told in this turn is stored in the next.
      await new Promise((resolve) => setImmediate(resolve));
      for (const connection of connections) connection.close(closeCodes.goingAway, "the server is going away");
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeIdleConnections();
      });
      log.close();
    },
  };
}

function isSocketPath(pathname: string): boolean {
  return pathname === "/v1" || /^\/v1\/watch\/[^/]+$/.test(pathname);
}

function checkPath(pathname: string): Refusal {
  return isSocketPath(pathname) ? undefined : { status: 404, reason: `expected /v1 or /v1/watch/RUN, got ${pathname}` };
}

/** The subscription that an address asks for, as if the client had sent it, or what is wrong with it. */
function watchedRun(pathname: string, search: URLSearchParams): Subscribe | ProtocolError | undefined {
  const run = /^\/v1\/watch\/([^/]+)$/.exec(pathname)?.[1];
  if (run === undefined) return undefined;
  try {
    const wish = {
      type: "subscribe",
      id: "watch",
      run: decodeURIComponent(run),
      after: search.get("after") ?? "start",
    };
    return decodeClientMessage(JSON.stringify(wish)) as Subscribe;
  } catch (error) {
    return error instanceof ProtocolError ? error : new ProtocolError(`expected the id of a run, got "${run}"`);
  }
}

function checkWish(first: Subscribe | ProtocolError | undefined): Refusal {
  return first instanceof ProtocolError ? { status: 400, reason: first.message } : undefined;
}

function reply(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(`${JSON.stringify(body)}\n`);
}

function listenError(error: NodeJS.ErrnoException, host: string, port: number): Error {
  const told: Record<string, string> = {
    EADDRINUSE: "which is in use: choose another port, or stop the program that has it",
    EACCES: "which this user may not use: choose one above 1023",
    EADDRNOTAVAIL: "which is no address of this machine",
    ENOTFOUND: "which is no address of this machine",
  };
  const why = told[error.code ?? ""] ?? error.message;
  return new RangeError(`serve: expected a free port, got ${host}:${port}, ${why}`, { cause: error });
}

function rethrow(_run: string, error: unknown): never {
  throw error;
}
