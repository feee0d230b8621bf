/** A log that also adds each queued run to the queue of the workers. */
import type { EventLog, JobQueue } from "@epochal/log";

export function queueJobs(log: EventLog, jobs: JobQueue): EventLog {
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
export async function addQueuedRuns(log: EventLog, jobs: JobQueue): Promise<void> {
  const queued = log.runs().filter(({ status }) => status === "queued");
  for (const { id } of queued.toReversed()) await jobs.add(id);
}
