/** Events that have come and are not done with, as ranges of positions. */
export interface Backlog {
  /** How many there are. */
  readonly size: number;
  add(first: number, last: number): void;
  /** Takes out all up to `seq`; returns how many that were. */
  done(seq: number): number;
}

export function createBacklog(): Backlog {
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
    done(seq) {
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
