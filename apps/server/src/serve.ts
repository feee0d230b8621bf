/** Runs and their logs as a WebSocket service; what it speaks is written in PROTOCOL.md of `@epochal/protocol`. */
import type { TrainingData, TrainingSpec } from "@epochal/core";
import { startLogThread, type Retention } from "@epochal/log";
import { startRun, systemClock, type Clock, type Run, type RunOptions } from "@epochal/stream";
import { createServer, type IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { refusal, reply, replyAndHangUp, type Answer } from "./answer.ts";
import { acceptConnection, type Connection } from "./connection.ts";
import { isLoopbackHost } from "./door.ts";
import { drain } from "./drain.ts";
import { createHub } from "./hub.ts";
import { createJanitor } from "./janitor.ts";
import { defaultLimits, type Limits } from "./limits.ts";
import { listen } from "./listen.ts";
import { answerTo } from "./routes.ts";
import { createSteering } from "./steering.ts";
import { createUpgrader, isForWebSocket } from "./upgrade.ts";

export interface ServeOptions {
  /** Default 127.0.0.1: only this machine. Any other needs a token. */
  readonly host?: string;
  /** Default 0: one that is free. */
  readonly port?: number;
  /** File of the runs' log. Default `:memory:`: it goes with the process. */
  readonly store?: string;
  /** What clients must show; needed where other machines can reach the server. */
  readonly token?: string;
  /** Which runs the store keeps, beside those that go on. Default: all. */
  readonly retention?: Retention;
  readonly limits?: Partial<Limits>;
  /** Default: the clock on the wall. */
  readonly clock?: Clock;
  /** Is told when a run breaks, its events cannot be stored, or no run can be deleted (then of no run). Default: throws. */
  readonly onFailure?: (run: string | undefined, error: unknown) => void;
  /**
   * Is told when a client could not be answered because of a failure here, such as a damaged store: that client was told
   * so (HTTP 500, close code 1011), the server goes on. Default: a warning of the process.
   */
  readonly onClientFailure?: (error: unknown) => void;
}

export interface EpochalServer {
  /** Where it listens, such as `ws://127.0.0.1:8080`. */
  readonly url: string;
  readonly port: number;
  /** How many clients are connected. */
  readonly connections: number;
  /** Starts a run, in a worker thread unless the options say otherwise, for all to watch. */
  start(spec: TrainingSpec, data: TrainingData, options?: RunOptions): Run;
  /** Shows a run that was started elsewhere in this process, from its first event on; when it is interrupted, nobody can go on with it. */
  show(run: Run, spec: TrainingSpec): void;
  /**
   * Goes on with an interrupted run, from the newest state that was stored of it, as a new run whose `parent` it is: what was
   * told as over stays over. Its numbers are those that the other would have had.
   *
   * @param id of the run, or `latest`.
   * @throws RangeError when it is not there, was not interrupted, or its rows were not stored.
   */
  resume(id: string, options?: RunOptions): Promise<Run>;
  /** Resolves when all that runs have told so far is stored. */
  settled(): Promise<void>;
  /**
   * Ends the runs that still go on, tells every client, closes connections one after another, and then the log; what was
   * told is stored. Takes `limits.drainMs` and a second at most: whoever has not gone by then is cut off.
   */
  close(): Promise<void>;
}

/** How long clients have to go when the server closes. */
const FAREWELL_MS = 1000;

/**
 * Listens until it is closed.
 *
 * @throws RangeError when it would be reachable from other machines without a token, the token is empty, the port is in use,
 * or somebody else has the store open; Error when the store cannot be opened.
 */
export async function serve(options: ServeOptions = {}): Promise<EpochalServer> {
  const { host = "127.0.0.1", port = 0, store = ":memory:", token, clock = systemClock } = options;
  const { onFailure = rethrow, onClientFailure = warn } = options;
  const limits = { ...defaultLimits, ...options.limits };
  if (token === "") throw new RangeError('serve: expected a token of at least one character, got ""');
  if (!isLoopbackHost(host) && token === undefined) {
    throw new RangeError(`serve: expected a token to listen on ${host}, which other machines can reach, got none`);
  }
  const log = await startLogThread(store, { now: () => clock.now() });
  const janitor = createJanitor(log, options.retention, clock, (error) => onFailure(undefined, error));
  const hub = createHub(log, onFailure, () => janitor.tidy());
  const steering = createSteering(token !== undefined, {
    resolve: (id) => hub.find(id)?.id,
    state: (id) => hub.state(id),
    find: (id) => (closed ? undefined : [...runs].find((run) => run.id === id)),
  });
  const service = { hub, steering, limits, clock, onClientFailure };
  const runs = new Set<Run>();
  const connections = new Set<Connection>();
  const upgrader = createUpgrader(token, limits);
  let closed: Promise<void> | undefined;

  const server = createServer((request, response) => reply(response, answer(request)));
  server.on("upgrade", upgrade);
  const sockets = new Set<Socket>();
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });

  function answer(request: IncomingMessage): Answer {
    if (closed) return refusal(503, "expected a server that stays, got one that is going away", RETRY);
    try {
      const answered = answerTo(request, hub, token);
      return answered.status === 426 ? (checkRoom() ?? answered) : answered;
    } catch (error) {
      onClientFailure(error);
      return refusal(500, "expected an answer, got a failure of the server: try again later");
    }
  }

  function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    // Whoever hangs up in the middle of it is nobody's failure.
    socket.on("error", () => {});
    if (closed || !isForWebSocket(request)) {
      replyAndHangUp(request, socket, answer(request));
    } else {
      upgrader.upgrade(request, socket, head, checkRoom, (opened, first) => {
        const connection = acceptConnection(opened, service, first, () => connections.delete(connection));
        connections.add(connection);
      });
    }
  }

  function checkRoom(): Answer | undefined {
    if (connections.size < limits.connections) return undefined;
    return refusal(503, `expected at most ${limits.connections} connections, got one more`, RETRY);
  }

  let callOffBeat = clock.later(beat, limits.heartbeatMs);
  function beat(): void {
    for (const connection of connections) connection.beat();
    callOffBeat = clock.later(beat, limits.heartbeatMs);
  }

  async function close(): Promise<void> {
    callOffBeat();
    for (const run of runs) run.dispose();
    janitor.close();
    await hub.settled();
    const gone = new Promise((resolve) => server.close(resolve));
    await drain([...connections], clock, limits.drainMs);
    const callOff = clock.later(() => {
      for (const socket of sockets) socket.destroy();
    }, FAREWELL_MS);
    await gone;
    callOff();
    await log.close();
  }

  function begin(spec: TrainingSpec, data: TrainingData, runOptions: RunOptions, parent?: string): Run {
    const run = startRun(spec, data, { worker: true, ...runOptions });
    try {
      // Rows are stored where a later process can go on with them.
      const kept = store === ":memory:" ? {} : { data };
      hub.add(run, { spec, ...kept, ...(parent !== undefined && { parent }) });
    } catch (error) {
      run.dispose();
      throw error;
    }
    runs.add(run);
    return run;
  }

  async function resume(id: string, runOptions: RunOptions): Promise<Run> {
    await hub.settled();
    const record = hub.find(id);
    if (!record) throw new RangeError(`resume: expected the id of a run or "latest", got "${id}"`);
    if (record.status !== "interrupted") {
      throw new RangeError(`resume: expected an interrupted run, got "${record.id}", which is ${record.status}`);
    }
    const { name, spec, data, snapshot } = (await log.training(record.id))!;
    if (!data) throw new RangeError(`resume: expected a run whose rows are stored, got "${record.id}" without them`);
    const going = { name, ...(snapshot && { from: snapshot }), ...runOptions };
    return begin(spec, data as TrainingData, going, record.id);
  }

  const address = await listen(server, port, host).catch(async (error: unknown) => {
    callOffBeat();
    janitor.close();
    await log.close();
    throw error;
  });
  return {
    url: `ws://${host.includes(":") ? `[${host}]` : host}:${address.port}`,
    port: address.port,
    get connections() {
      return connections.size;
    },
    start: (spec, data, runOptions = {}) => begin(spec, data, runOptions),
    show(run, spec) {
      hub.add(run, { spec });
      runs.add(run);
    },
    resume: (id, runOptions = {}) => resume(id, runOptions),
    settled: () => hub.settled(),
    close: () => (closed ??= close()),
  };
}

const RETRY = { "retry-after": "5" };

function rethrow(_run: string | undefined, error: unknown): never {
  throw error;
}

function warn(error: unknown): void {
  process.emitWarning(error instanceof Error ? error : String(error));
}
