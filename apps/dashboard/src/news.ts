/** What deserves a person's attention, in the order it happened. */
import type { ActivityEntry, RunState } from "./run-state.ts";
import { trainingMs } from "./timing.ts";

/** The newest are kept. */
export const MAX_ENTRIES = 100;

/** The state with one more to tell. */
export function logActivity(state: RunState, kind: ActivityEntry["kind"], text: string, rule?: string): RunState {
  const entry: ActivityEntry = { kind, atMs: trainingMs(state), text, ...(rule !== undefined && { rule }) };
  return { ...state, activity: [...state.activity.slice(1 - MAX_ENTRIES), entry] };
}

/** The state at a time in ms since 1970. */
export function advanceClock(state: RunState, time: number): RunState {
  return { ...state, clock: { ...state.clock, now: time } };
}
