/** What a mode makes of a run's events: each of them is sent or told as left out, in their order. */
import type { Frame } from "../frame.ts";
import type { PendingGap } from "./gap-builder.ts";

/** The next that a client is to get. */
export type Outgoing =
  | { readonly type: "frame"; readonly frame: Frame }
  | { readonly type: "gap"; readonly gap: PendingGap; readonly reason: GapReason };

/** Why events are left out: see PROTOCOL.md, `gap`. */
export type GapReason = "skipped" | "slow" | "sampled" | "expired";

export interface SendContext {
  readonly now: number;
  /** Whether the client has acknowledged all that it was sent. */
  readonly isIdle: boolean;
  /** Whether all that is stored has been taken. */
  readonly isAtHead: boolean;
  /** Whether the run has ended: nothing is held back any more. */
  readonly isOver: boolean;
}

export interface EventSelector {
  /** Whether it takes events also while others wait to be sent, and so forgets those that grow old. */
  readonly readsAhead: boolean;
  /** Takes the next events. */
  push(frame: Frame, now: number): void;
  /** There may be something to be sent, and the client takes nothing now. */
  markBlocked(): void;
  /** The next to be sent, if it is time for it. */
  next(situation: SendContext): Outgoing | undefined;
  /** Whether it waits until the client is idle. */
  readonly isWaitingForIdle: boolean;
  /** Milliseconds until something that it holds back is due; undefined where time changes nothing. */
  msUntilDue(now: number): number | undefined;
}

/** As a subscription wishes it; see PROTOCOL.md, `subscribe`. */
export interface SamplingOptions {
  readonly every?: number | undefined;
  readonly perSecond?: number | undefined;
}

export type CreateSelector = (options: SamplingOptions) => EventSelector;
