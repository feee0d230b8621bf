/** Sent or received events that are not acknowledged, as ranges of positions. Client and server count this way. */
export interface UnackedRanges {
  /** The number of events. */
  readonly size: number;
  /** Adds the events `first` to `last`; positions rise. */
  add(first: number, last: number): void;
  /** Removes all events up to `seq`; returns how many were removed. */
  ack(seq: number): number;
}

/** Starts with no events. */
export function createUnackedRanges(): UnackedRanges {
  /** Oldest first. */
  const ranges: { first: number; readonly last: number }[] = [];
  let size = 0;
  return {
    get size() {
      return size;
    },
    add(first, last) {
      ranges.push({ first, last });
      size += last - first + 1;
    },
    ack(seq) {
      const before = size;
      for (let oldest = ranges[0]; oldest && oldest.first <= seq; oldest = ranges[0]) {
        const count = Math.min(oldest.last, seq) - oldest.first + 1;
        size -= count;
        oldest.first += count;
        if (oldest.first <= oldest.last) break;
        ranges.shift();
      }
      return before - size;
    },
  };
}
