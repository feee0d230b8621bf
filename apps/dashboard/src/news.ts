/** What deserves a person's attention, in the order it happened. */
import type { News, RunState } from "./run-state.ts";
import { trainingMs } from "./timing.ts";

/** The newest are kept. */
export const KEPT = 100;

/** The state with one more to tell. */
export function tell(state: RunState, kind: News["kind"], text: string, rule?: string): RunState {
  const news: News = { kind, atMs: trainingMs(state), text, ...(rule !== undefined && { rule }) };
  return { ...state, news: [...state.news.slice(1 - KEPT), news] };
}

/** The state at a time in ms since 1970. */
export function at(state: RunState, time: number): RunState {
  return { ...state, clock: { ...state.clock, now: time } };
}
