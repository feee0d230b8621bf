/** The interface between a followed run and its consumer. */
import type { GapMessage, Mode } from "@epochal/protocol";
import type { EventChunk } from "@epochal/stream/events";
import type { Observer } from "rxjs";

/**
 * - `connecting`: no connection yet.
 * - `replaying`: stored events are arriving.
 * - `queued`: the run waits for its turn, until its first event.
 * - `live`: events arrive as they happen.
 * - `stale`: the server has been silent for longer than it promised.
 * - `lost`: the connection is lost and will be made again.
 * - `ended`: the run has ended.
 * - `interrupted`: the run has ended because its process has.
 * - `failed`: the run has ended because it has failed, or its store; its last `noticed` event may say how.
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
  | "failed"
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
  /** Whether the observer acknowledges events itself, by `RunFollower.ack`. Otherwise they are acknowledged when `next` returns. */
  readonly acksManually: boolean;
  /** See `WatchOptions.ready`. */
  readonly ready?: () => Promise<void> | undefined;
}

/** Receives the events of a run, and gaps in the places where the missing events would have come. */
export type RunObserver = Observer<EventChunk | GapMessage>;

/** Receives what a follower reports besides events. */
export interface RunReports {
  /** The run's own id, when the server has confirmed a subscription; that of the successor once it follows one. */
  readonly run$?: Pick<Observer<string>, "next">;
  readonly status$?: Pick<Observer<FollowStatus>, "next">;
  /** Each gap, before the observer receives it. */
  readonly gaps$?: Pick<Observer<GapMessage>, "next">;
  /** Whether the server lets this client control runs; for each connection. */
  readonly canControl$?: Pick<Observer<boolean>, "next">;
  /** The number of subscriptions of all clients to the run, whenever the server reports it. */
  readonly viewers$?: Pick<Observer<number>, "next">;
}

/** A followed run. */
export interface RunFollower {
  /** Acknowledges all events up to `seq`. */
  ack(seq: number): void;
  close(): void;
}
