/** The window of a subscription: how many events may be sent before the client acknowledges them. */
import { createUnackedRanges } from "@epochal/protocol";

export interface Window {
  /** The number of events; undefined if it is unbounded. */
  readonly size: number | undefined;
  /** The number of events that were sent and not acknowledged; 0 if the window is unbounded. */
  readonly outstanding: number;
  /** The number of events that may be sent now. */
  readonly available: number;
  /** Whether everything that was sent has been acknowledged; always true if the window is unbounded. */
  readonly isIdle: boolean;
  /** The events `first` to `last` were sent. */
  sent(first: number, last: number): void;
  /**
   * The client has taken all events up to `seq`. A position after the last sent event acknowledges everything.
   * @returns whether this acknowledges any event.
   */
  acknowledge(seq: number): boolean;
}

export function createWindow(size: number | undefined): Window {
  const unacked = createUnackedRanges();
  return {
    size,
    get outstanding() {
      return unacked.size;
    },
    get available() {
      return size === undefined ? Infinity : size - unacked.size;
    },
    get isIdle() {
      return unacked.size === 0;
    },
    sent(first, last) {
      if (size !== undefined) unacked.add(first, last);
    },
    acknowledge: (seq) => unacked.ack(seq) > 0,
  };
}
