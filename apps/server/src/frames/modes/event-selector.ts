/** A mode decides which of a run's events a client gets: each event is either sent or covered by a gap, in order. */
import type { Frame } from "../frame.ts";
import type { RollupIndex } from "../../rollups/rollup-index.ts";
import type { PendingGap } from "./pending-gap.ts";

/** The next item for a client. */
export type Outgoing =
  | { readonly type: "frame"; readonly frame: Frame }
  | { readonly type: "gap"; readonly gap: PendingGap; readonly reason: GapReason };

/** Why events are skipped: see PROTOCOL.md, `gap`. */
export type GapReason = "skipped" | "slow" | "sampled" | "expired";

export interface SendContext {
  readonly now: number;
  /** Whether the client has acknowledged everything it was sent. */
  readonly isIdle: boolean;
  /** Whether all stored events have been pushed. */
  readonly isAtHead: boolean;
  /** Whether the run has ended, so that nothing is held back any more. */
  readonly isOver: boolean;
}

export interface EventSelector {
  /** Whether events are pushed even while older ones wait to be sent, so that newer ones can replace them. */
  readonly readsAhead: boolean;
  /** Adds the next events. @param head the position of the newest stored event. */
  push(frame: Frame, now: number, head: number): void;
  /**
   * The end of the next events that need not be pushed because they would only be skipped, and that begin at `from`, a position
   * between two sums; `from` if there are none. Absent if all events must be pushed.
   */
  readonly skippableEnd?: (index: RollupIndex, from: number, now: number) => number;
  /** Adds the next events, which `skippableEnd` has allowed to skip. Changes `gap` later. */
  skip(gap: PendingGap): void;
  /** Reports that the client can take nothing now, though there may be something to send. */
  markBlocked(): void;
  /** The next item to send; undefined if there is none, or it is not due yet. */
  next(context: SendContext): Outgoing | undefined;
  /** Whether events are held back until the client is idle. */
  readonly isWaitingForIdle: boolean;
  /** The milliseconds until an event that is held back is due; undefined if none waits for a time. */
  msUntilDue(now: number): number | undefined;
}

/** The options of `subscribe` in PROTOCOL.md. */
export interface SamplingOptions {
  readonly every?: number | undefined;
  readonly perSecond?: number | undefined;
  readonly allUpTo?: number | undefined;
}

/** @param stored the positions of the events that were stored when the client subscribed, and that it does not have. */
export type CreateSelector = (options: SamplingOptions, stored: StoredEvents) => EventSelector;

export interface StoredEvents {
  readonly from: number;
  readonly to: number;
}
