/** Sends the events and gaps of a run to one client, within the client's window. */
import type { GapMessage, Mode } from "@epochal/protocol";
import type { Frame } from "../frames/frame.ts";
import type { Outgoing } from "../frames/modes/event-selector.ts";
import type { Metrics } from "../metrics.ts";
import type { ClientSink } from "./client-sink.ts";
import type { Window } from "./window.ts";

/** How far a client has got in its run. */
export interface ClientPosition {
  /** The last event that was read from the log. */
  read: number;
  /** The last event that the client was sent, alone or in a gap. */
  sent: number;
  /** The next item, if the client could not take it yet, or only a part of it. */
  pending: Outgoing | undefined;
  /** Whether the client was sent `caughtUp`. */
  isCaughtUp: boolean;
}

export interface EventSender {
  /** Sends an item, or as much of it as fits into the window. Returns whether all of it was sent. */
  send(item: Outgoing): boolean;
  /**
   * The fast path: sends a frame that was just stored to a client that has all events before it and can take it now, which is by far
   * the most frequent case. Otherwise sends nothing and returns false.
   */
  sendFresh(frame: Frame): boolean;
  /** Sends a gap without a sum, for events that have been deleted. */
  sendExpired(to: number): void;
}

export function createEventSender(
  run: string,
  mode: Mode,
  position: ClientPosition,
  window: Window,
  { sink, metrics }: { readonly sink: ClientSink; readonly metrics: Metrics },
): EventSender {
  const delivered = metrics.delivered(mode);

  function sendGap(gap: GapMessage): void {
    metrics.skipped(gap.reason, gap.to - gap.from + 1);
    sink.send(gap);
  }

  function markSent(last: number): void {
    window.sent(position.sent + 1, last);
    delivered.events += last - position.sent;
    position.sent = last;
  }

  return {
    send(item) {
      if (item.type === "gap") {
        const { gap, reason } = item;
        sendGap({ type: "gap", run, from: gap.from, to: gap.to, reason, ...gap.rollup.toJSON() });
        position.sent = gap.to;
        return true;
      }
      const { frame } = item;
      const { size = Infinity, available } = window;
      const last = Math.min(frame.last, position.sent + available);
      // A whole frame is shared by many clients and cheaper than a part of it, so a part is only sent if it fills half a window.
      if (last < frame.last && available < size / 2) return false;
      sink.sendFrame(frame.slice(position.sent + 1, last));
      markSent(last);
      return last === frame.last;
    },
    sendFresh(frame) {
      const { read, sent, pending, isCaughtUp } = position;
      if (mode !== "all" || !isCaughtUp || pending || sent !== read) return false;
      const { first, last } = frame;
      if (first !== sent + 1 || window.available < last - sent || !sink.trySendFrame(frame)) return false;
      markSent(last);
      position.read = last;
      return true;
    },
    sendExpired(to) {
      sendGap({ type: "gap", run, from: position.sent + 1, to, reason: "expired" });
    },
  };
}
