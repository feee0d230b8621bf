/**
 * A curve over epochs that stays small however long the run. Each bucket keeps the smallest, the largest and the last of its
 * values; when the buckets no longer suffice, neighbours merge and each becomes twice as wide. Spikes never vanish, and old
 * values keep their shape. (Stream's event buffer drops events instead: a late subscriber needs events, a chart extremes.)
 */
import type { Extent } from "../numbers/extent.ts";

export interface Series {
  /** Buckets in use. */
  readonly length: number;
  /** Epochs per bucket: bucket i holds the epochs from i · width up to the next one's. */
  readonly width: number;
  /** The epoch and the value pushed last. */
  readonly lastEpoch: number | undefined;
  readonly last: number | undefined;
  /** Over all finite values; undefined while there is none. */
  readonly range: Extent | undefined;
  /** How many values were not finite. They are left out of everything else. */
  readonly nonFiniteCount: number;
  /** Adds a value, in constant time. An epoch not after the last drops the epochs from it on, as a rewind does. */
  push(epoch: number, value: number): void;
  /** Adds the sum of the values of some epochs, both ends included, whose own values are unknown: all finite. */
  pushSum(from: number, to: number, sum: Sum): void;
  /** Drops the epochs after `epoch`, with all that share a bucket with one of them. */
  truncate(epoch: number): void;
  /** Bucket i, or undefined if it has no epoch. */
  bucket(i: number): Bucket | undefined;
  /** Calls back for each bucket from `first` to `last` that has an epoch: a chart that is drawn ten times a second needs no objects. */
  visit(first: number, last: number, callback: VisitBucket): void;
  /** The extent of the finite values of some epochs, both ends included, to whole buckets; undefined if there is none. */
  extentWithin(epochs: Extent): Extent | undefined;
  /** The smallest value after epoch `after`, and its first epoch; undefined if none. Dropped epochs do not count. */
  lowest(after?: number): { readonly value: number; readonly epoch: number } | undefined;
}

/** The smallest, the largest and the last of some values. */
export interface Sum extends Extent {
  readonly last: number;
}

export interface Bucket extends Extent {
  /** The first epoch, and the one after the last. */
  readonly from: number;
  readonly to: number;
  readonly last: number;
  /** Whether a value was not finite; if all were, the three values are NaN. */
  readonly hasNonFinite: boolean;
}

/** The arguments are fields of a bucket. The values are NaN if none was finite. */
type VisitBucket = (from: number, min: number, max: number, last: number) => void;

/** Two buckets for each column of dots in a chart as wide as a large screen. */
const CAPACITY = 1024;

/** @param capacity maximum number of buckets; even, ≥ 2. */
export function createSeries(capacity: number = CAPACITY): Series {
  const min = new Float64Array(capacity).fill(NaN);
  /** The first epoch of each bucket that had its smallest value. */
  const minAt = new Float64Array(capacity);
  const max = new Float64Array(capacity).fill(NaN);
  const last = new Float64Array(capacity).fill(NaN);
  const hasNonFinite = new Uint8Array(capacity);
  let lowest = Infinity;
  let highest = -Infinity;

  /** Adds values to bucket i: the smallest, its epoch, the largest and the last. */
  function add(i: number, low: number, lowAt: number, high: number, newest: number): void {
    // Written so that NaN, the mark of an empty bucket, is replaced too.
    if (!(min[i]! <= low)) {
      min[i] = low;
      minAt[i] = lowAt;
    }
    if (!(max[i]! >= high)) max[i] = high;
    last[i] = newest;
    if (low < lowest) lowest = low;
    if (high > highest) highest = high;
  }

  function halve(): void {
    for (let i = 0; i < capacity / 2; i++) {
      const left = 2 * i;
      const right = left + 1;
      for (const column of [min, minAt, max, last]) column[i] = column[left]!;
      if (!Number.isNaN(last[right])) add(i, min[right]!, minAt[right]!, max[right]!, last[right]!);
      hasNonFinite[i] = hasNonFinite[left]! | hasNonFinite[right]!;
    }
    clear(capacity / 2);
    series.length = Math.ceil(series.length / 2);
    series.width *= 2;
  }

  function clear(from: number): void {
    min.fill(NaN, from);
    max.fill(NaN, from);
    last.fill(NaN, from);
    hasNonFinite.fill(0, from);
  }

  function hasEpoch(i: number): boolean {
    return i >= 0 && i < series.length && (!Number.isNaN(last[i]) || hasNonFinite[i] === 1);
  }

  /** Drops the bucket of `epoch` and those after it. */
  function dropFrom(epoch: number): void {
    series.length = Math.min(series.length, Math.floor(epoch / series.width));
    clear(series.length);
    lowest = Infinity;
    highest = -Infinity;
    for (let i = 0; i < series.length; i++) {
      if (min[i]! < lowest) lowest = min[i]!;
      if (max[i]! > highest) highest = max[i]!;
    }
  }

  /** Makes room for some epochs, of which the last has the value `newest`. Returns the bucket of the last. */
  function makeRoom(from: number, to: number, newest: number): number {
    if (series.lastEpoch !== undefined && from <= series.lastEpoch) dropFrom(from);
    while (to >= series.width * capacity) halve();
    const i = Math.floor(to / series.width);
    if (i >= series.length) series.length = i + 1;
    series.lastEpoch = to;
    series.last = newest;
    return i;
  }

  const series: { -readonly [Key in keyof Series]: Series[Key] } = {
    length: 0,
    width: 1,
    lastEpoch: undefined,
    last: undefined,
    nonFiniteCount: 0,
    get range() {
      return lowest <= highest ? { min: lowest, max: highest } : undefined;
    },
    push(epoch, value) {
      const i = makeRoom(epoch, epoch, value);
      if (!Number.isFinite(value)) {
        hasNonFinite[i] = 1;
        series.nonFiniteCount += 1;
        return;
      }
      add(i, value, epoch, value, value);
    },

    pushSum(from, to, sum) {
      const newest = makeRoom(from, to, sum.last);
      for (let i = Math.floor(from / series.width); i <= newest; i++) {
        add(i, sum.min, Math.min(to, (i + 1) * series.width - 1), sum.max, sum.last);
      }
    },

    truncate(epoch) {
      if (series.lastEpoch === undefined || epoch >= series.lastEpoch) return;
      dropFrom(epoch + 1);
      const newest = series.length - 1;
      series.lastEpoch = newest < 0 ? undefined : Math.min(epoch, (newest + 1) * series.width - 1);
      series.last = newest < 0 ? undefined : last[newest];
    },

    bucket(i) {
      if (!hasEpoch(i)) return undefined;
      return {
        from: i * series.width,
        to: (i + 1) * series.width,
        min: min[i]!,
        max: max[i]!,
        last: last[i]!,
        hasNonFinite: hasNonFinite[i] === 1,
      };
    },

    visit(first, end, callback) {
      for (let i = Math.max(0, first); i <= Math.min(series.length - 1, end); i++) {
        if (hasEpoch(i)) callback(i * series.width, min[i]!, max[i]!, last[i]!);
      }
    },

    extentWithin(epochs) {
      let [low, high] = [Infinity, -Infinity];
      const end = Math.min(series.length - 1, Math.floor(epochs.max / series.width));
      for (let i = Math.max(0, Math.floor(epochs.min / series.width)); i <= end; i++) {
        if (min[i]! < low) low = min[i]!;
        if (max[i]! > high) high = max[i]!;
      }
      return low <= high ? { min: low, max: high } : undefined;
    },

    lowest(after = -Infinity) {
      let found: { value: number; epoch: number } | undefined;
      for (let i = 0; i < series.length; i++) {
        if (Number.isNaN(min[i]) || minAt[i]! <= after || (found && min[i]! >= found.value)) continue;
        found = { value: min[i]!, epoch: minAt[i]! };
      }
      return found;
    },
  };
  return series;
}

/** The value of an epoch, or the last one of its bucket; undefined if there is none. */
export function valueAt(series: Series, epoch: number): number | undefined {
  const bucket = series.bucket(Math.floor(epoch / series.width));
  return bucket && !Number.isNaN(bucket.last) ? bucket.last : undefined;
}
