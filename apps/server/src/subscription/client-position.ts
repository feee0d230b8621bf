/** How far a client has got in its run. */
import type { Outgoing } from "../frames/modes/event-selector.ts";

export interface ClientPosition {
  /** The last event that was read from the log. */
  read: number;
  /** The last event that the client was sent, alone or in a gap. */
  sent: number;
  /** What is sent next, if the client could not take it yet, or only a part of it. */
  pending: Outgoing | undefined;
  /** Whether the client was sent `caughtUp`. */
  isCaughtUp: boolean;
}
