/** What deserves a person's attention, in the order it happened. */
import type { RunState } from "./state.ts";
import { trainingMs } from "./timing.ts";

export interface News {
  /** `printed` is what somebody's code wrote where the picture is. */
  readonly kind: "applied" | "refused" | "noticed" | "finished" | "printed";
  /** Time spent training when it happened, in ms. */
  readonly atMs: number;
  /** What happened; the kind is not said again. */
  readonly text: string;
  /** The rule that noticed it, if one did. */
  readonly rule?: string;
}

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
