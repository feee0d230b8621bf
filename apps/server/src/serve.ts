/** Runs and their logs as a WebSocket service; what it speaks is written in PROTOCOL.md of `@epochal/protocol`. */
import type { TrainingData, TrainingSpec } from "@epochal/core";
import { startLogThread, type FailureKind, type Retention, type Synchronous } from "@epochal/log";
import { systemClock, type Clock, type Run, type RunOptions } from "@epochal/stream";
import { monitorCommits } from "./store/monitored-log.ts";
import { isLoopbackHost } from "./http/authorize.ts";
import { createGateway } from "./http/gateway.ts";
import { createHealth } from "./health.ts";
import { createHub } from "./hub.ts";
import { createRetentionJob } from "./store/retention-job.ts";
import { defaultLimits, type Limits } from "./limits.ts";
import { silentLogger, type Logger } from "./logger.ts";
import { createMetrics } from "./metrics.ts";
import { createPendingBranches } from "./runs/pending-branches.ts";
import type { FindTraining } from "./runs/resolve-training.ts";
import { createRunRegistry } from "./runs/run-registry.ts";
import { createScheduler } from "./runs/scheduler.ts";
import { createRunStarter } from "./runs/run-starter.ts";
import { createCommandRouter } from "./runs/command-router.ts";
import { checkTls, type Tls } from "./tls.ts";

export interface ServeOptions {
  /** Default 127.0.0.1: only this machine. Any other needs a token. */
  readonly host?: string;
  /** Default 0: one that is free. */
  readonly port?: number;
  /** File of the runs' log. Default `:memory:`: it goes with the process, and takes at most `limits.memoryBytes`. */
  readonly store?: string;
  /** What clients must show; needed where other machines can reach the server. */
  readonly token?: string;
  /** With it, it is `wss:` and `https:`. Default: without. */
  readonly tls?: Tls;
  /** What an event that is stored survives: `normal` the death of the process, `full` also a loss of power. Default `normal`. */
  readonly synchronous?: Synchronous;
  /** What clients start by a name: a table, or a training that is built in. Default: nothing is known by a name. */
  readonly findTraining?: FindTraining;
  /** How runs are run that clients start. Default: in a worker thread each; where the store is a file, with a state every 15 s. */
  readonly runOptions?: Pick<RunOptions, "worker" | "snapshotEveryMs">;
  /** Which runs the store keeps, beside those that go on or wait. Default: all, in memory as many as there is room for. */
  readonly retention?: Retention;
  readonly limits?: Partial<Limits>;
  /** Default: the clock on the wall. */
  readonly clock?: Clock;
  /** Uniform in [0, 1), for when clients are told to come back. Default: `Math.random`. */
  readonly random?: () => number;
  /** Is told what is worth noticing, never a token. Default: nobody is. */
  readonly logger?: Logger;
  /**
   * Is told when a run of this process's own breaks, the events of any run cannot be stored, or no run can be deleted (then of
   * no run). Default: throws.
   */
  readonly onFailure?: (run: string | undefined, error: unknown) => void;
  /**
   * Is told when a client could not be answered because of a failure here, such as a damaged store: that client was told
   * so (HTTP 500, close code 1011), the server goes on. Default: a warning of the process.
   */
  readonly onClientFailure?: (error: unknown) => void;
}

export interface EpochalServer {
  /** Where it listens, such as `ws://127.0.0.1:8080`; `wss:` with a certificate. */
  readonly url: string;
  readonly port: number;
  /** How many clients are connected. */
  readonly connections: number;
  /** Starts a run at once, in a worker thread unless the options say otherwise, for all to watch. It counts as one that goes on. */
  start(spec: TrainingSpec, data: TrainingData, options?: RunOptions): Run;
  /** Shows a run that was started elsewhere in this process, from its first event on; when it is interrupted, nobody can go on with it. */
  show(run: Run, spec: TrainingSpec): void;
  /**
   * Goes on with an interrupted run where it stood, from the newest state that was stored of it and was not taken back, as a new run whose `parent` it is: what was
   * told as over stays over. Its numbers are those that the other would have had. Where that was paused, this one is too, if there
   * is a token to steer it with.
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

/** The newest state that is stored of a run is never older than this. */
const SNAPSHOT_EVERY_MS = 15_000;

/**
 * Listens until it is closed. Runs of the store that wait for their turn begin.
 *
 * @throws RangeError when it would be reachable from other machines without a token, the token is empty, the certificate and
 * its key are none or do not belong together, the port is in use, or somebody else has the store open; Error when the store
 * cannot be opened.
 */
export async function serve(options: ServeOptions = {}): Promise<EpochalServer> {
  const { host = "127.0.0.1", port = 0, store = ":memory:", token, clock = systemClock } = options;
  const { tls, synchronous = "normal", random = Math.random, logger = silentLogger } = options;
  const limits = { ...defaultLimits, ...options.limits };
  if (token === "") throw new RangeError('serve: expected a token of at least one character, got ""');
  if (!isLoopbackHost(host) && token === undefined) {
    throw new RangeError(`serve: expected a token to listen on ${host}, which other machines can reach, got none`);
  }
  if (tls) checkTls(tls);
  const metrics = createMetrics(() => hub.runs());
  const inMemory = store === ":memory:";
  const room = inMemory ? { maxBytes: limits.memoryBytes } : {};
  const thread = await startLogThread(store, { now: () => clock.now(), synchronous, ...room });
  const commits = monitorCommits(thread, clock, metrics);
  const { log } = commits;
  const retention = { ...(inMemory && { keepBytes: limits.memoryBytes / 2 }), ...options.retention };
  const janitor = createRetentionJob(log, retention, clock, (error) => onFailure(undefined, error));
  const branches = createPendingBranches();
  const hub = createHub(log, onFailure, onEnd, (run, { command }) => {
    if (command.type === "branch") branches.settleOldest(run);
  });
  const isAllowed = token !== undefined;
  const scheduler = createScheduler({
    hub,
    log,
    maxRunning: limits.running,
    startReady(id) {
      const ready = starter.takeReady(id);
      if (ready) runs.addQueued(ready.run, ready.spec, ready.data.train.rows);
      return ready !== undefined;
    },
    startStored: (id, training) => runs.startQueued(id, training),
    onFailure: tellBroken,
  });
  // Whoever goes on with a run that a client has started has lost little.
  const often = inMemory ? {} : { snapshotEveryMs: SNAPSHOT_EVERY_MS };
  const runOptions = { worker: true, ...often, ...options.runOptions };
  const keepsRows = !inMemory;
  const runs = createRunRegistry({
    hub,
    log,
    storesRows: keepsRows,
    acceptsCommands: isAllowed,
    runOptions,
    logger,
    onFailure: tellBroken,
  });
  const find = (id: string) => (closed ? undefined : runs.find(id));
  const mostRuns = limits.running + limits.queued;
  const newId = () => starter.createRunId();
  const steering = createCommandRouter({
    isAllowed,
    hub,
    maxRuns: mostRuns,
    maxActivations: limits.startActivations,
    activationsOf: (run, batchSize) => runs.activationsOf(run, batchSize),
    pendingBranches: branches,
    createRunId: newId,
    log,
    find,
    onFailure: onClientFailure,
  });
  const starting = { isAllowed, hub, log, scheduler, limits, clock, findTraining: options.findTraining };
  const starter = createRunStarter({
    ...starting,
    runOptions,
    onBranch: (branch, spec, data) => runs.addBranch(branch, spec, data),
    onFailure: onClientFailure,
  });
  const isClosing = () => closed !== undefined;
  const health = createHealth(commits, clock, isClosing);
  const service = {
    hub,
    commandRouter: steering,
    runStarter: starter,
    limits,
    clock,
    metrics,
    logger,
    random,
    onClientFailure,
  };
  const front = createGateway(service, { token, tls, health, isClosing });
  let closed: Promise<void> | undefined;

  function onFailure(run: string | undefined, error: unknown, why?: FailureKind): void {
    if (why === "storeFailed") scheduler.setPaused(true);
    if (run === undefined) logger.error({ error: messageOf(error) }, "no run could be deleted");
    else tellBroken(run, error);
    if (run !== undefined && runs.isClientRun(run) && why !== "storeFailed") return;
    (options.onFailure ?? rethrow)(run, error);
  }

  function tellBroken(run: string, error: unknown): void {
    logger.error({ run, error: messageOf(error) }, "a run broke off");
  }

  function onEnd(run: string): void {
    runs.forget(run);
    branches.forget(run);
    janitor.run();
    scheduler.startNext();
  }

  function onClientFailure(error: unknown): void {
    logger.error({ error: messageOf(error) }, "a client could not be answered");
    (options.onClientFailure ?? warn)(error);
  }

  async function close(): Promise<void> {
    logger.info({ connections: front.connections }, "going away");
    await Promise.all([scheduler.close(), starter.close()]);
    runs.dispose();
    janitor.close();
    await hub.settled();
    await front.close();
    await log.close();
    logger.info({}, "closed");
  }

  const address = await front.listen(port, host).catch(async (error: unknown) => {
    janitor.close();
    await log.close();
    throw error;
  });
  const url = `${tls ? "wss" : "ws"}://${host.includes(":") ? `[${host}]` : host}:${address.port}`;
  logger.info({ url, store, token: token !== undefined }, "listening");
  scheduler.startNext();
  return {
    url,
    port: address.port,
    get connections() {
      return front.connections;
    },
    start: (spec, data, how = {}) => runs.start(spec, data, how),
    show: (run, spec) => runs.show(run, spec),
    resume: (id, how = {}) => runs.resume(id, how),
    settled: () => hub.settled(),
    close: () => (closed ??= close()),
  };
}

function rethrow(_run: string | undefined, error: unknown): never {
  throw error;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function warn(error: unknown): void {
  process.emitWarning(error instanceof Error ? error : String(error));
}
