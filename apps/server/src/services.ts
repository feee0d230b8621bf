/** The parts of a server, built bottom-up: each part only uses those before it, and the hub reports to them through a listener. */
import { startLogThread, type EventLog, type SharedLog } from "@epochal/log";
import type { ConnectionServices } from "./connection.ts";
import { createHealth, type Health } from "./health.ts";
import { createHub } from "./hub.ts";
import { createJobRunner, type JobRunner } from "./jobs/job-runner.ts";
import { addQueuedRuns, queueJobs } from "./jobs/queue-jobs.ts";
import { createTakeoverWatch } from "./jobs/takeover-watch.ts";
import { createMetrics } from "./metrics.ts";
import { createCommandRouter, type CommandMessage } from "./commands/command-router.ts";
import { createRemoteCommands } from "./commands/remote-commands.ts";
import { createPendingBranches } from "./commands/pending-branches.ts";
import { createRunIds } from "./runs/run-ids.ts";
import { createRunRegistry, type RunRegistry } from "./runs/run-registry.ts";
import { createRunResumer, type RunResumer } from "./runs/run-resumer.ts";
import { createRunStarter } from "./runs/start/run-starter.ts";
import { createScheduler, type Scheduler } from "./runs/scheduler.ts";
import type { ResolvedOptions } from "./serve-options.ts";
import { monitorCommits } from "./store/monitored-log.ts";
import { createRetentionJob } from "./store/retention-job.ts";
import { createRunQuota } from "./store/run-quota.ts";
import { createStoreMonitor, type StoreMonitor } from "./store/store-monitor.ts";

export interface Services {
  readonly connectionServices: ConnectionServices;
  readonly registry: RunRegistry;
  readonly scheduler: Scheduler;
  readonly resumer: RunResumer;
  readonly health: Health;
  readonly storeMonitor: StoreMonitor;
  /** Of a worker. */
  readonly jobRunner: JobRunner | undefined;
  readonly isClosing: () => boolean;
  /** Starts no more runs, and ends those that are running. Resolves when all they have emitted is stored. */
  stopRuns(): Promise<void>;
  closeStore(): Promise<void>;
}

/** @throws RangeError if another process has the store open, or workers need a shared log; Error if it cannot be opened. */
export async function createServices(options: ResolvedOptions): Promise<Services> {
  const { store, openLog, logFile, isInMemory, synchronous, limits, clock, random, logger, runOptions } = options;
  const { acceptsCommands } = options;
  let hasClosed = false;
  const isClosing = () => hasClosed;

  const metrics = createMetrics();
  const maxSize = isInMemory ? { maxBytes: limits.memoryBytes } : {};
  const now = () => clock.now();
  const opened = await (openLog ? openLog(now) : startLogThread(store, { now, synchronous, ...maxSize }));
  const monitoredLog = monitorCommits(opened, clock, metrics, (record) => runQuota.stored(record));
  const { jobs } = opened as Partial<SharedLog>;
  const usesWorkers = options.usesWorkers || options.jobs > 0;
  const log = usesWorkers ? await withJobs(monitoredLog.log, jobs) : monitoredLog.log;
  const health = createHealth(monitoredLog, clock, isClosing, () => storeMonitor.isLost);
  const retentionJob = createRetentionJob(log, options.retention, clock, onRetentionFailure);
  const makeRoom = () => retentionJob.run();
  const storeMonitor = createStoreMonitor(log, clock, makeRoom, onStoreChange);

  const hub = createHub(log, logFile);
  const pendingBranches = createPendingBranches();
  const createRunId = createRunIds(log, clock);
  const shared = { hub, log, limits, clock, logger, acceptsCommands, runOptions, createRunId };
  const registry = createRunRegistry({
    ...shared,
    storesRows: !isInMemory,
    hasFreeSlot: () => scheduler.freeSlots > 0,
    onQueued: () => scheduler.startNext(),
    onFailure: logRunFailure,
  });
  const scheduler = createScheduler({ ...shared, registry, usesWorkers, onFailure: logRunFailure });
  const serving = { ...shared, registry, onFailure: onClientFailure };
  const runStarter = createRunStarter({ ...serving, scheduler, storeMonitor, findTraining: options.findTraining });
  const resumer = createRunResumer({ hub, registry, choose: options.resume, onFailure: logRunFailure });
  const { requests, refresh, failRun } = opened as Partial<SharedLog>;
  const remoteCommands = requests && createRemoteCommands(requests, (message) => commandRouter.routeForwarded(message));
  const forward = remoteCommands && ((message: CommandMessage) => remoteCommands.forward(message));
  const commandRouter = createCommandRouter({ ...serving, pendingBranches, isClosing, forward, refresh });

  const runQuota = createRunQuota({ ...shared, registry, makeRoom });
  const takeoverWatch = jobs && options.jobs === 0 ? createTakeoverWatch({ hub, log, jobs, clock }) : undefined;
  const { jobs: maxRuns, onNotice } = options;

  hub.setListener({
    onBegin: (run) => remoteCommands?.begin(run),
    onFailure(run, error, kind) {
      logRunFailure(run, error);
      jobRunner?.failed(run, error, kind);
      // A full store or the failure of a client's run is no failure of this process.
      if (kind === "storeFailed") onStoreFailure(error);
      else if (!registry.isClientRun(run)) options.onFailure(run, error);
    },
    onEnd(run) {
      remoteCommands?.end(run);
      const record = log.run(run);
      if (record) options.onEnd(record);
      registry.forget(run);
      pendingBranches.forget(run);
      retentionJob.run();
      jobRunner?.ended(run);
      scheduler.startNext();
    },
    onInterrupted: (run) => takeoverWatch?.add(run),
    onCommanded(run, { command }) {
      jobRunner?.commanded(run);
      if (command.type === "branch") pendingBranches.settleOldest(run);
    },
  });

  const canStore = () => storeMonitor.failure === undefined;
  const jobRunner =
    jobs && failRun && maxRuns > 0
      ? createJobRunner({ ...shared, jobs, failRun, canStore, maxRuns, registry, onNotice })
      : undefined;

  function logRunFailure(run: string, error: unknown): void {
    logger.error({ run, error: messageOf(error) }, "run failed");
  }

  function onStoreFailure(error: unknown): void {
    if (storeMonitor.failure === undefined) options.onStoreFailure(error);
    storeMonitor.failed(error);
  }

  function onStoreChange(failure: string | undefined): void {
    if (failure === undefined) logger.warn({}, "the store can be written again");
    else logger.error({ failure }, "the store cannot be written");
    scheduler.setPaused(failure !== undefined);
    if (failure !== undefined) return;
    resumer.choose();
    void resumer.resume();
  }

  function onRetentionFailure(error: unknown): void {
    logger.error({ error: messageOf(error) }, "runs could not be deleted");
    onStoreFailure(error);
  }

  function onClientFailure(error: unknown): void {
    logger.error({ error: messageOf(error) }, "client could not be served");
    options.onClientFailure(error);
  }

  return {
    connectionServices: {
      hub,
      commandRouter,
      runStarter,
      limits,
      clock,
      metrics,
      jobs,
      logger,
      random,
      onClientFailure,
    },
    registry,
    scheduler,
    resumer,
    health,
    storeMonitor,
    jobRunner,
    isClosing,
    async stopRuns() {
      hasClosed = true;
      takeoverWatch?.close();
      await jobRunner?.drain();
      await Promise.all([scheduler.close(), runStarter.close()]);
      registry.dispose();
      retentionJob.close();
      storeMonitor.close();
      hub.close();
      await hub.settled();
    },
    async closeStore() {
      retentionJob.close();
      storeMonitor.close();
      await log.close();
    },
  };
}

/** A log that also adds queued runs to the queue of the workers. */
async function withJobs(log: EventLog, jobs: SharedLog["jobs"] | undefined): Promise<EventLog> {
  if (!jobs) {
    await log.close();
    throw new RangeError("serve: workers need a log that they share, such as one on NATS");
  }
  await addQueuedRuns(log, jobs);
  return queueJobs(log, jobs);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
