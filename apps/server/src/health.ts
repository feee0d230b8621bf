/** Health checks for operators: `/healthz` (restart the server?) and `/readyz` (send clients to it?). */
import type { Clock } from "@epochal/stream";
import { shuttingDown } from "./http/access/connection-limits.ts";
import { errorReply, type HttpReply } from "./http/http-reply.ts";
import type { MonitoredLog } from "./store/monitored-log.ts";

export interface Health {
  /** Whether the server works and stores events. */
  live(): HttpReply;
  /** Whether the server can take clients. */
  ready(): HttpReply;
}

/** A commit that takes longer counts as stuck. */
const STUCK_MS = 10_000;

/** @param isStoreLost whether only another process can store events: then this one should be restarted. */
export function createHealth(
  commits: MonitoredLog,
  clock: Clock,
  isClosing: () => boolean,
  isStoreLost: () => boolean,
): Health {
  const start = clock.monotonic();
  return {
    live() {
      const { waitingMs, ageMs } = commits;
      const isStuck = waitingMs !== undefined && waitingMs > STUCK_MS;
      const status = isStoreLost() ? "storeLost" : isStuck ? "stuck" : "ok";
      return {
        status: status === "ok" ? 200 : 503,
        body: { status, uptimeMs: clock.monotonic() - start, commit: { waitingMs, ageMs } },
      };
    },
    ready() {
      if (isClosing()) return shuttingDown;
      if (commits.hasFailed || isStoreLost()) return errorReply(503, "the store failed to store the last events");
      return { status: 200, body: { status: "ready" } };
    },
  };
}
