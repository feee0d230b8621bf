/** How the run stands as far as this viewer can know: what the events say, unless they can no longer reach us. */
import type { RunState } from "../run-state/run-state.ts";

/**
 * `lost`: the connection is gone; `stale`: nothing has come for longer than was promised. Either way what the run does now is not
 * known, and it must not look alive.
 */
export type ObservedStatus = RunState["phase"] | "lost" | "stale";

export interface RunConnection {
  readonly state: RunState;
  /** How the connection to the events fares, in its own words; undefined where there is none. */
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
      // Events have come, so this is not the first try.
      return status === "lost" || status === "connecting" ? "lost" : state.phase;
  }
}
