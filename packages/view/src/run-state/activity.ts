/** The log of what deserves a viewer's attention: facts, which `describeActivity` puts in words. */
import type { ActivityEntry, ActivityFact, RunState } from "./run-state.ts";
import { trainingMs } from "./timing.ts";

/** Older entries are dropped. */
export const MAX_ENTRIES = 100;

/** The state with one more entry, at the training time of the state. */
export function logActivity(state: RunState, fact: ActivityFact): RunState {
  const entry: ActivityEntry = { ...fact, atMs: trainingMs(state) };
  return { ...state, activity: [...state.activity.slice(1 - MAX_ENTRIES), entry] };
}
