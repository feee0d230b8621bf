/** Whether the server does what it is there for, for whoever watches over it. */
import type { Clock } from "@epochal/stream";
import { shuttingDown } from "./http/connection-limits.ts";
import { errorReply, type HttpReply } from "./http/http-reply.ts";
import type { MonitoredLog } from "./store/monitored-log.ts";

export interface Health {
  /** Whether it lives and stores what it is told: who restarts servers asks this. */
  live(): HttpReply;
  /** Whether it should be sent clients: who spreads them over servers asks this. */
  ready(): HttpReply;
}

/** What waits longer for the store than this waits for something that will not come. */
const STUCK_MS = 10_000;

/** @param isClosing whether the server is going away. */
export function createHealth(commits: MonitoredLog, clock: Clock, isClosing: () => boolean): Health {
  const start = clock.now();
  return {
    live() {
      const { waitingMs, ageMs } = commits;
      const isStuck = waitingMs !== undefined && waitingMs > STUCK_MS;
      return {
        status: isStuck ? 503 : 200,
        body: { status: isStuck ? "stuck" : "ok", uptimeMs: clock.now() - start, commit: { waitingMs, ageMs } },
      };
    },
    ready() {
      if (isClosing()) return shuttingDown;
      if (commits.hasFailed) return errorReply(503, "expected a store that takes what is told, got one that failed");
      return { status: 200, body: { status: "ready" } };
    },
  };
}
