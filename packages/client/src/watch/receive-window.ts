/** The window of a subscription, as the client counts it: events that it holds, and events that it has not acknowledged yet. */
import { createUnackedRanges, ProtocolError, type Mode } from "@epochal/protocol";

export interface ReceiveWindow {
  /** Events that were received and are still in use. They outlive a lost connection. */
  readonly heldEvents: number;
  /** Begins a subscription with this window. */
  reset(size: number): void;
  /** Takes the window in force from the server's reply; undefined: the server keeps none. */
  confirm(size: number | undefined): void;
  /**
   * Counts the new events `first` to `last`.
   * @throws ProtocolError if they exceed the window.
   */
  receive(first: number, last: number): void;
  /** The events up to `seq` are no longer in use. */
  release(seq: number): void;
  /** Whether an acknowledgement is due. If so, it counts as sent. */
  takeDueAck(): boolean;
}

export function createReceiveWindow(mode: Mode): ReceiveWindow {
  const held = createUnackedRanges();
  let requested = Infinity;
  /** Undefined without a window. */
  let size: number | undefined;
  /** Events that were released and not acknowledged. */
  let released = 0;
  return {
    get heldEvents() {
      return held.size;
    },
    reset(newSize) {
      size = requested = newSize;
      released = 0;
    },
    confirm(confirmed) {
      size = confirmed && size && Math.min(size, confirmed);
    },
    receive(first, last) {
      // A server that keeps no window may send a chunk of any length, but no more of them while as many events are in use.
      const isFlood = size === undefined && held.size >= requested;
      held.add(first, last);
      if (isFlood || (size !== undefined && held.size + released > size)) {
        throw new ProtocolError(`events: expected at most ${size ?? requested} unacknowledged events, got more`);
      }
    },
    release(seq) {
      released += held.ack(seq);
    },
    takeDueAck() {
      if (size === undefined || released === 0) return false;
      // In mode `latest` the server only sends more when everything has been acknowledged.
      const isDue = mode === "latest" ? held.size === 0 : released >= size / 4;
      if (isDue) released = 0;
      return isDue;
    },
  };
}
