/** What is on its way to the store, watched: how long it takes, whether it goes at all. */
import type { LogThread } from "@epochal/log";
import type { Clock } from "@epochal/stream";
import { countEvents } from "@epochal/stream/events";
import type { Metrics } from "../metrics.ts";

export interface MonitoredLog {
  /** The log, through which all appends must go. */
  readonly log: LogThread;
  /** How long the oldest event that is not stored yet has waited, in milliseconds; undefined while all is stored. */
  readonly waitingMs: number | undefined;
  /** Milliseconds since the last commit; undefined before the first. */
  readonly ageMs: number | undefined;
  /** Whether the store took nothing when it was last asked. */
  readonly hasFailed: boolean;
}

export function monitorCommits(log: LogThread, clock: Clock, metrics: Metrics): MonitoredLog {
  /** When each append that is on its way began, oldest first. */
  const begun = new Set<{ readonly time: number }>();
  let last: number | undefined;
  let hasFailed = false;

  const append: LogThread["append"] = async (run, chunks) => {
    const entry = { time: clock.now() };
    begun.add(entry);
    try {
      const record = await log.append(run, chunks);
      last = clock.now();
      hasFailed = false;
      const events = chunks.reduce((sum, chunk) => sum + countEvents(chunk), 0);
      metrics.committed(events, (last - entry.time) / 1000);
      return record;
    } catch (error) {
      hasFailed = true;
      throw error;
    } finally {
      begun.delete(entry);
    }
  };

  return {
    // All else, also what changes with time, is the log's own.
    log: Object.create(log, { append: { value: append } }) as LogThread,
    get waitingMs() {
      const [oldest] = begun;
      return oldest && clock.now() - oldest.time;
    },
    get ageMs() {
      return last === undefined ? undefined : clock.now() - last;
    },
    get hasFailed() {
      return hasFailed;
    },
  };
}
