/** The status of a run in a word, and the status of its connection. */
import { observedStatus, type ObservedStatus, type RunConnection } from "../queries/observed-status.ts";

export interface StatusWord {
  readonly kind: ObservedStatus | "diverged";
  readonly text: string;
}

export function statusWord(run: RunConnection): StatusWord {
  const status = observedStatus(run);
  switch (status) {
    case "waiting":
      return { kind: status, text: WAITING[run.status ?? ""] ?? "waiting for the first event" };
    case "running":
      return { kind: status, text: "RUN" };
    case "finished":
      return run.state.finished?.reason === "diverged"
        ? { kind: "diverged", text: "DIVERGED" }
        : { kind: status, text: "DONE" };
    case "paused":
    case "interrupted":
    case "stale":
    case "lost":
      return { kind: status, text: status.toUpperCase() };
  }
}

/** Before the first event, by the status of the connection. */
const WAITING: Readonly<Record<string, string>> = {
  ended: "the run is over",
  queued: "queued: waits for its turn",
  cancelled: "cancelled before it began",
};

/** Connection states that the status word includes. */
const INCLUDED = new Set<string | undefined>([
  "lost",
  "stale",
  "interrupted",
  "failed",
  "ended",
  "queued",
  "cancelled",
]);

/** The status of the connection, unless there is none or the status word includes it. */
export function connectionNote({ status }: RunConnection): string | undefined {
  return INCLUDED.has(status) ? undefined : status || undefined;
}
