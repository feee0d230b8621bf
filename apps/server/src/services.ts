/** The parts of a server, built bottom-up: each part only uses those before it, and the hub reports to them through a listener. */
import type { ConnectionServices } from "./connection.ts";
import { createHealth, type Health } from "./health.ts";
import { createHubListener } from "./hub-listener.ts";
import { createHub } from "./hub.ts";
import { errorMessage } from "./logger.ts";
import { createJobRunner, type JobRunner } from "./jobs/job-runner.ts";
import { createTakeoverWatch } from "./jobs/takeover-watch.ts";
import { createMetrics } from "./metrics.ts";
import { createCommandRouter, type CommandMessage } from "./commands/command-router.ts";
import { createRemoteCommands } from "./commands/remote-commands.ts";
import { createPendingBranches } from "./commands/pending-branches.ts";
import { createRunIds } from "./runs/run-ids.ts";
import { createRunMemory } from "./runs/run-memory.ts";
import { createRunRegistry, type RunRegistry } from "./runs/run-registry.ts";
import { createRunResumer, type RunResumer } from "./runs/run-resumer.ts";
import { createLargeMessages } from "./socket/large-messages.ts";
import { createRunStarter } from "./runs/start/run-starter.ts";
import { createScheduler, type Scheduler } from "./runs/scheduler.ts";
import type { ResolvedOptions } from "./serve-options.ts";
import { createRunQuota } from "./store/run-quota.ts";
import { openServerStore } from "./store/server-store.ts";
import type { StoreMonitor } from "./store/store-monitor.ts";

export interface Services {
  readonly connectionServices: ConnectionServices;
  readonly registry: RunRegistry;
  readonly scheduler: Scheduler;
  readonly resumer: RunResumer;
  readonly health: Health;
  readonly storeMonitor: StoreMonitor;
  /** Undefined unless this process is a worker. */
  readonly jobRunner: JobRunner | undefined;
  readonly isClosing: () => boolean;
  /** Starts no more runs, and ends those that are running. Resolves when all they have emitted is stored. */
  stopRuns(): Promise<void>;
  closeStore(): Promise<void>;
}

/** @throws RangeError if another process has the store open, or workers need a shared log; Error if it cannot be opened. */
export async function createServices(options: ResolvedOptions): Promise<Services> {
  const { logFile, isInMemory, limits, clock, random, logger, runOptions, acceptsCommands } = options;
  let hasClosed = false;
  const isClosing = () => hasClosed;

  const metrics = createMetrics();
  const store = await openServerStore(options, metrics, (record) => runQuota.stored(record), onStoreChange);
  const { log, shared: sharedLog, commits, monitor: storeMonitor, retentionJob, usesWorkers } = store;
  const { jobs, requests, refresh, failRun, endSoon } = sharedLog;
  const health = createHealth(commits, clock, isClosing, () => storeMonitor.isLost);

  const hub = createHub(log, logFile);
  const pendingBranches = createPendingBranches();
  const createRunId = createRunIds(log, clock);
  const memory = createRunMemory(limits.runningMemoryBytes);
  const shared = { hub, log, limits, memory, clock, logger, acceptsCommands, runOptions, createRunId };
  const registry = createRunRegistry({
    ...shared,
    storesRows: !isInMemory,
    hasFreeSlot: () => scheduler.freeSlots > 0,
    onQueued: () => scheduler.startNext(),
    onFailure: onRunFailure,
  });
  const scheduler = createScheduler({ ...shared, registry, usesWorkers, onFailure: onRunFailure });
  const serving = { ...shared, registry, onFailure: onClientFailure };
  const runStarter = createRunStarter({ ...serving, scheduler, storeMonitor, findTraining: options.findTraining });
  const resumer = createRunResumer({ hub, registry, choose: options.resume, onFailure: onRunFailure });
  const remoteCommands = requests && createRemoteCommands(requests, (message) => commandRouter.routeForwarded(message));
  const forward = remoteCommands && ((message: CommandMessage) => remoteCommands.forward(message));
  const commandRouter = createCommandRouter({ ...serving, pendingBranches, isClosing, forward, refresh });

  const runQuota = createRunQuota({ ...shared, registry, makeRoom: () => retentionJob.run() });
  const takeoverWatch = jobs && options.jobs === 0 ? createTakeoverWatch({ hub, log, jobs, clock }) : undefined;
  const { jobs: maxRuns, onNotice, onEnd, onFailure: onOwnFailure } = options;
  const canStore = () => storeMonitor.failure === undefined;
  const jobRunner =
    jobs && failRun && maxRuns > 0
      ? createJobRunner({ ...shared, jobs, failRun, canStore, maxRuns, registry, onNotice })
      : undefined;
  const running = { registry, scheduler, pendingBranches, remoteCommands, takeoverWatch, jobRunner };
  hub.setListener(createHubListener({ ...running, store, onEnd, onRunFailure, onOwnFailure }));

  function onRunFailure(run: string, error: unknown): void {
    logger.error({ run, error: errorMessage(error) }, "run failed");
  }

  function onClientFailure(error: unknown): void {
    logger.error({ error: errorMessage(error) }, "client could not be served");
    options.onClientFailure(error);
  }

  function onStoreChange(hasFailed: boolean): void {
    scheduler.setPaused(hasFailed);
    if (hasFailed) return;
    resumer.choose();
    void resumer.resume();
  }

  return {
    connectionServices: {
      hub,
      commandRouter,
      runStarter,
      limits,
      largeMessages: createLargeMessages(limits, clock),
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
      endSoon?.();
      takeoverWatch?.close();
      await jobRunner?.drain();
      await Promise.all([scheduler.close(), runStarter.close()]);
      registry.dispose();
      store.stop();
      hub.close();
      await hub.settled();
    },
    async closeStore() {
      store.stop();
      await log.close();
    },
  };
}
