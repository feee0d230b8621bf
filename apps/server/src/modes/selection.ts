/** What a mode makes of a run's events: each of them is sent or told as left out, in their order. */
import type { Frame } from "../frame.ts";
import type { LeftOut } from "./left-out.ts";

/** The next that a client is to get. */
export type Entry =
  | { readonly type: "frame"; readonly frame: Frame }
  | { readonly type: "gap"; readonly leftOut: LeftOut; readonly reason: GapReason };

/** Why events are left out: see PROTOCOL.md, `gap`. */
export type GapReason = "skipped" | "slow" | "sampled" | "expired";

export interface Situation {
  readonly now: number;
  /** Whether the client has acknowledged all that it was sent. */
  readonly isIdle: boolean;
  /** Whether all that is stored has been taken. */
  readonly isAtHead: boolean;
  /** Whether the run has ended: nothing is held back any more. */
  readonly isOver: boolean;
}

export interface Selection {
  /** Whether it takes events also while others wait to be sent, and so forgets those that grow old. */
  readonly takesAhead: boolean;
  /** Takes the next events. */
  take(frame: Frame, now: number): void;
  /** There may be something to be sent, and the client takes nothing now. */
  wait(): void;
  /** The next to be sent, if it is time for it. */
  next(situation: Situation): Entry | undefined;
  /** Whether it waits until the client is idle. */
  readonly isHolding: boolean;
  /** Milliseconds until something that it holds back is due; undefined where time changes nothing. */
  dueIn(now: number): number | undefined;
}

/** As a subscription wishes it; see PROTOCOL.md, `subscribe`. */
export interface SelectionOptions {
  readonly every?: number | undefined;
  readonly perSecond?: number | undefined;
}

export type Select = (options: SelectionOptions) => Selection;
