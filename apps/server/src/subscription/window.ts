/** How far a client lets the server run ahead of what it has acknowledged. */
import { createUnackedRanges } from "@epochal/protocol";

export interface Window {
  /** How many events it takes; undefined where it has no bound. */
  readonly size: number | undefined;
  /** How many have been sent and not acknowledged; of a window without a bound none. */
  readonly outstanding: number;
  /** How many may be sent now. */
  readonly available: number;
  /** Whether all that was sent has been acknowledged; of a window without a bound always. */
  readonly isIdle: boolean;
  /** The events `first` to `last` have been sent. */
  sent(first: number, last: number): void;
  /** All events up to `seq` have been taken; more than were sent counts as all that were sent. */
  acknowledge(seq: number): void;
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
    acknowledge(seq) {
      unacked.ack(seq);
    },
  };
}
