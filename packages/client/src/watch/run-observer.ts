/** The interface between a followed run and its consumer. */
import type { GapMessage, Mode } from "@epochal/protocol";
import type { EventChunk } from "@epochal/stream/events";

/**
 * - `connecting`: no connection yet.
 * - `replaying`: stored events are arriving.
 * - `queued`: the run waits for its turn, until its first event.
 * - `live`: events arrive as they happen.
 * - `stale`: the server has been silent for longer than it promised.
 * - `lost`: the connection is lost and will be made again.
 * - `ended`, `interrupted`: the run has ended, in the second case because its process or its store failed.
 * - `cancelled`: the run was stopped while it was queued.
 */
export type FollowStatus =
  | "connecting"
  | "replaying"
  | "queued"
  | "live"
  | "stale"
  | "lost"
  | "ended"
  | "interrupted"
  | "cancelled";

/** The fields of `subscribe`, and what happens at its end. */
export interface SubscribeOptions {
  readonly after: string;
  readonly mode: Mode;
  readonly every?: number;
  readonly perSecond?: number;
  readonly allUpTo?: number;
  /** Whether the run that resumes an interrupted one is followed. */
  readonly successors: boolean;
  /** Maximum number of events that are on their way, or received and not acknowledged. */
  readonly window: number;
}

/** Receives a run's events. */
export interface RunObserver {
  /**
   * Whether the observer acknowledges events itself, by `RunFollower.ack`. Otherwise they are acknowledged when `onChunk`
   * returns.
   */
  readonly acksManually: boolean;
  /** Consecutive new events. */
  onChunk(chunk: EventChunk): void;
  /** Events that are not sent, in the place where they would have come. */
  onGap(gap: GapMessage): void;
  onStatus(status: FollowStatus): void;
  /** Whether the server lets this client control runs; called for each connection. */
  onControl?(canControl: boolean): void;
  /** The number of subscriptions of all clients to the run, whenever the server reports it. */
  onViewers?(viewers: number): void;
  /** The run's own id, when the server has confirmed a subscription; that of the successor once it follows one. */
  onRun(run: string): void;
  onComplete(): void;
  onError(error: Error): void;
}

/** A followed run. */
export interface RunFollower {
  /** Acknowledges all events up to `seq`. */
  ack(seq: number): void;
  close(): void;
}
