/**
 * Ids of new runs, made of the time like those of `startRun`, but unique even for several runs in one millisecond, also among the processes
 * that share a log.
 */
import type { EventLog } from "@epochal/log";
import { createRunId, type Clock } from "@epochal/stream";

export function createRunIds(log: Pick<EventLog, "run" | "idSuffix">, clock: Clock): () => string {
  let lastTime = 0;
  return () => {
    for (;;) {
      lastTime = Math.max(lastTime + 1, clock.now());
      const id = createRunId(lastTime, undefined, log.idSuffix);
      if (!log.run(id)) return id;
    }
  };
}
