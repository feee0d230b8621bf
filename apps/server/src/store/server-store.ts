/** The log of a server, what watches it, and what deletes from it. */
import { startLogThread, type EventLog, type RunRecord, type SharedLog } from "@epochal/log";
import { queueJobs } from "../jobs/queue-jobs.ts";
import { errorMessage } from "../logger.ts";
import type { Metrics } from "../metrics.ts";
import type { ResolvedOptions } from "../serve-options.ts";
import { monitorCommits, type MonitoredLog } from "./monitored-log.ts";
import { createRetentionJob, type RetentionJob } from "./retention-job.ts";
import { createStoreMonitor, type StoreMonitor } from "./store-monitor.ts";

export interface ServerStore {
  readonly log: EventLog;
  /** The members that only a log has that processes share. */
  readonly shared: Partial<SharedLog>;
  readonly commits: MonitoredLog;
  readonly monitor: StoreMonitor;
  readonly retentionJob: RetentionJob;
  readonly usesWorkers: boolean;
  /** Something could not be stored, or deleted. */
  failed(error: unknown): void;
  /** Deletes no more, and watches no more. */
  stop(): void;
}

/**
 * @param onStored is called with the record of a run whose events were stored.
 * @param onChange is called when the store has failed, and when it can be written again.
 * @throws RangeError if another process has the store open, or workers need a shared log; Error if it cannot be opened.
 */
export async function openServerStore(
  options: ResolvedOptions,
  metrics: Metrics,
  onStored: (record: RunRecord) => void,
  onChange: (hasFailed: boolean) => void,
): Promise<ServerStore> {
  const { store, openLog, isInMemory, synchronous, limits, clock, logger, retention } = options;
  const maxSize = isInMemory ? { maxBytes: limits.memoryBytes } : {};
  const now = () => clock.now();
  const opened = await (openLog ? openLog(now) : startLogThread(store, { now, synchronous, ...maxSize }));
  const shared = opened as Partial<SharedLog>;
  const commits = monitorCommits(opened, clock, metrics, onStored);
  const usesWorkers = options.usesWorkers || options.jobs > 0;
  const log = usesWorkers ? await queueJobs(commits.log, shared.jobs) : commits.log;
  const retentionJob = createRetentionJob(log, retention, clock, (error) => {
    logger.error({ error: errorMessage(error) }, "runs could not be deleted");
    failed(error);
  });
  const makeRoom = () => retentionJob.run();
  const monitor = createStoreMonitor(log, clock, makeRoom, (failure) => {
    if (failure === undefined) logger.warn({}, "the store can be written again");
    else logger.error({ failure }, "the store cannot be written");
    onChange(failure !== undefined);
  });

  function failed(error: unknown): void {
    if (monitor.failure === undefined) options.onStoreFailure(error);
    monitor.failed(error);
  }

  return {
    log,
    shared,
    commits,
    monitor,
    retentionJob,
    usesWorkers,
    failed,
    stop() {
      retentionJob.close();
      monitor.close();
    },
  };
}
