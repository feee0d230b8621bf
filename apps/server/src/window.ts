/** How far a client lets the server run ahead of what it has acknowledged. */

export interface Window {
  /** How many events it takes; undefined where it has no bound. */
  readonly size: number | undefined;
  /** How many have been sent and not acknowledged; of a window without a bound none. */
  readonly outstanding: number;
  /** How many may be sent now. */
  readonly room: number;
  /** Whether all that was sent has been acknowledged; of a window without a bound always. */
  readonly isIdle: boolean;
  /** The events `first` to `last` have been sent. */
  sent(first: number, last: number): void;
  /** All events up to `seq` have been taken; more than were sent counts as all that were sent. */
  acknowledge(seq: number): void;
}

export function createWindow(size: number | undefined): Window {
  /** Sent and not acknowledged, oldest first: as many entries as the window has events, at most. */
  const waiting: { first: number; readonly last: number }[] = [];
  let outstanding = 0;

  return {
    size,
    get outstanding() {
      return outstanding;
    },
    get room() {
      return size === undefined ? Infinity : size - outstanding;
    },
    get isIdle() {
      return outstanding === 0;
    },
    sent(first, last) {
      if (size === undefined) return;
      waiting.push({ first, last });
      outstanding += last - first + 1;
    },
    acknowledge(seq) {
      for (let oldest = waiting[0]; oldest && oldest.first <= seq; oldest = waiting[0]) {
        const taken = Math.min(oldest.last, seq) - oldest.first + 1;
        outstanding -= taken;
        oldest.first += taken;
        if (oldest.first <= oldest.last) return;
        waiting.shift();
      }
    },
  };
}
