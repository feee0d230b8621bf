/** A log that also adds each queued run to the queue of the workers. */
import type { EventLog, JobQueue } from "@epochal/log";

/**
 * Also adds the runs that are queued in the log already.
 * @throws RangeError, after closing the log, if it has no queue.
 */
export async function queueJobs(log: EventLog, jobs: JobQueue | undefined): Promise<EventLog> {
  if (!jobs) {
    await log.close();
    throw new RangeError("serve: workers need a log that they share, such as one on NATS");
  }
  await addQueuedRuns(log, jobs);
  return {
    ...log,
    get pendingBytes() {
      return log.pendingBytes;
    },
    async createRun(run) {
      const record = await log.createRun(run.isQueued ? { ...run, isForWorkers: true } : run);
      if (run.isQueued) await jobs.add(run.id);
      return record;
    },
    async findKey(owner, key) {
      const earlier = await log.findKey(owner, key);
      // The process that has queued the run may have died before it had added it.
      const isQueued = owner === "" && earlier && log.run(earlier.reply)?.status === "queued";
      if (isQueued) await jobs.add(earlier.reply);
      return earlier;
    },
  };
}

/** Adds the runs that are queued in the log: their process may have died before, or it used no workers. */
async function addQueuedRuns(log: EventLog, jobs: JobQueue): Promise<void> {
  const queued = log.runs().filter(({ status }) => status === "queued");
  for (const { id } of queued.toReversed()) await jobs.add(id);
}
