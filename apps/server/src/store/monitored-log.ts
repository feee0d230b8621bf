/** A log that observes its appends: how long each takes, and whether the store can be written at all. */
import { failureKind, type EventLog, type RunRecord } from "@epochal/log";
import type { Clock } from "@epochal/stream";
import { countEvents } from "@epochal/stream/events";
import type { Metrics } from "../metrics.ts";

export interface MonitoredLog {
  /** The log. All appends must go through it. */
  readonly log: EventLog;
  /** The milliseconds that the oldest append in progress has taken so far; undefined if there is none. */
  readonly waitingMs: number | undefined;
  /** The milliseconds since the last commit; undefined before the first. */
  readonly ageMs: number | undefined;
  /** Whether the store could not be written when it was last tried. */
  readonly hasFailed: boolean;
}

/** @param onStored is called with the record of a run whose events were stored. */
export function monitorCommits(
  log: EventLog,
  clock: Clock,
  metrics: Pick<Metrics, "committed">,
  onStored: (record: RunRecord) => void = () => {},
): MonitoredLog {
  /** The appends in progress, oldest first. */
  const appends = new Set<{ readonly start: number }>();
  let lastCommit: number | undefined;
  let hasFailed = false;

  const monitored: EventLog = {
    ...log,
    get pendingBytes() {
      return log.pendingBytes;
    },
    async append(run, chunks) {
      const append = { start: clock.monotonic() };
      appends.add(append);
      try {
        const record = await log.append(run, chunks);
        lastCommit = clock.monotonic();
        hasFailed = false;
        const events = chunks.reduce((sum, chunk) => sum + countEvents(chunk), 0);
        metrics.committed(events, (lastCommit - append.start) / 1000);
        onStored(record);
        return record;
      } catch (error) {
        if (failureKind(error) === "storeFailed") hasFailed = true;
        throw error;
      } finally {
        appends.delete(append);
      }
    },
    async checkRoom() {
      await log.checkRoom();
      hasFailed = false;
    },
  };

  return {
    log: monitored,
    get waitingMs() {
      const [oldest] = appends;
      return oldest && clock.monotonic() - oldest.start;
    },
    get ageMs() {
      return lastCommit === undefined ? undefined : clock.monotonic() - lastCommit;
    },
    get hasFailed() {
      return hasFailed;
    },
  };
}
