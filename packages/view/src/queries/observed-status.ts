/** The status of a run as far as the viewer can know: as the events say, unless they no longer arrive. */
import type { RunState } from "../run-state/run-state.ts";

/** `lost`: no connection. `stale`: silence for longer than the server promises. Either way the status is unknown. */
export type ObservedStatus = RunState["phase"] | "lost" | "stale";

export interface RunConnection {
  readonly state: RunState;
  /** The status of the connection, as `RunSource.status$` emits it; undefined if there is none. */
  readonly status: string | undefined;
}

export function observedStatus({ state, status }: RunConnection): ObservedStatus {
  switch (state.phase) {
    case "finished":
    case "interrupted":
      return state.phase;
    case "waiting":
      return status === "lost" || status === "stale" ? status : "waiting";
    case "running":
    case "paused":
      if (status === "stale") return "stale";
      // Events have arrived, so this is a reconnect.
      return status === "lost" || status === "connecting" ? "lost" : state.phase;
  }
}
