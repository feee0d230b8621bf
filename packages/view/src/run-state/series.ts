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

/** The buckets of a series: a column for each of their numbers. */
interface Buckets {
  readonly capacity: number;
  readonly min: Float64Array;
  /** The first epoch of each bucket that had its smallest value. */
  readonly minAt: Float64Array;
  readonly max: Float64Array;
  readonly last: Float64Array;
  readonly hasNonFinite: Uint8Array;
  /** Buckets in use. */
  length: number;
  /** Epochs per bucket. */
  width: number;
  /** Over all buckets. */
  lowest: number;
  highest: number;
}

/** @param capacity maximum number of buckets; even, ≥ 2. */
export function createSeries(capacity: number = CAPACITY): Series {
  const buckets = createBuckets(capacity);
  const { min, minAt, max, last, hasNonFinite } = buckets;
  let lastEpoch: number | undefined;
  let lastValue: number | undefined;
  let nonFiniteCount = 0;

  /** Makes room for some epochs, of which the last has the value `newest`. Returns the bucket of the last. */
  function makeRoom(from: number, to: number, newest: number): number {
    if (lastEpoch !== undefined && from <= lastEpoch) dropFrom(buckets, from);
    lastEpoch = to;
    lastValue = newest;
    return bucketFor(buckets, to);
  }

  return {
    get length() {
      return buckets.length;
    },
    get width() {
      return buckets.width;
    },
    get lastEpoch() {
      return lastEpoch;
    },
    get last() {
      return lastValue;
    },
    get nonFiniteCount() {
      return nonFiniteCount;
    },
    get range() {
      const { lowest, highest } = buckets;
      return lowest <= highest ? { min: lowest, max: highest } : undefined;
    },
    push(epoch, value) {
      const i = makeRoom(epoch, epoch, value);
      if (Number.isFinite(value)) return add(buckets, i, value, epoch, value, value);
      hasNonFinite[i] = 1;
      nonFiniteCount += 1;
    },

    pushSum(from, to, sum) {
      const newest = makeRoom(from, to, sum.last);
      for (let i = Math.floor(from / buckets.width); i <= newest; i++) {
        add(buckets, i, sum.min, Math.min(to, (i + 1) * buckets.width - 1), sum.max, sum.last);
      }
    },

    truncate(epoch) {
      if (lastEpoch === undefined || epoch >= lastEpoch) return;
      dropFrom(buckets, epoch + 1);
      const newest = buckets.length - 1;
      lastEpoch = newest < 0 ? undefined : Math.min(epoch, (newest + 1) * buckets.width - 1);
      lastValue = newest < 0 ? undefined : last[newest];
    },

    bucket(i) {
      if (!hasEpoch(buckets, i)) return undefined;
      return {
        from: i * buckets.width,
        to: (i + 1) * buckets.width,
        min: min[i]!,
        max: max[i]!,
        last: last[i]!,
        hasNonFinite: hasNonFinite[i] === 1,
      };
    },

    visit(first, end, callback) {
      for (let i = Math.max(0, first); i <= Math.min(buckets.length - 1, end); i++) {
        if (hasEpoch(buckets, i)) callback(i * buckets.width, min[i]!, max[i]!, last[i]!);
      }
    },

    extentWithin(epochs) {
      const { width, length } = buckets;
      return extentOf(buckets, Math.floor(epochs.min / width), Math.min(length - 1, Math.floor(epochs.max / width)));
    },

    lowest(after = -Infinity) {
      let found: { value: number; epoch: number } | undefined;
      for (let i = 0; i < buckets.length; i++) {
        if (Number.isNaN(min[i]) || minAt[i]! <= after || (found && min[i]! >= found.value)) continue;
        found = { value: min[i]!, epoch: minAt[i]! };
      }
      return found;
    },
  };
}

function createBuckets(capacity: number): Buckets {
  const column = () => new Float64Array(capacity).fill(NaN);
  return {
    capacity,
    min: column(),
    minAt: new Float64Array(capacity),
    max: column(),
    last: column(),
    hasNonFinite: new Uint8Array(capacity),
    length: 0,
    width: 1,
    lowest: Infinity,
    highest: -Infinity,
  };
}

/** Adds values to bucket i: the smallest, its epoch, the largest and the last. */
function add(buckets: Buckets, i: number, low: number, lowAt: number, high: number, newest: number): void {
  const { min, minAt, max, last } = buckets;
  // Written so that NaN, the mark of an empty bucket, is replaced too.
  if (!(min[i]! <= low)) {
    min[i] = low;
    minAt[i] = lowAt;
  }
  if (!(max[i]! >= high)) max[i] = high;
  last[i] = newest;
  if (low < buckets.lowest) buckets.lowest = low;
  if (high > buckets.highest) buckets.highest = high;
}

/** The bucket of an epoch, which may become the newest. If there are too many, they merge. */
function bucketFor(buckets: Buckets, epoch: number): number {
  while (epoch >= buckets.width * buckets.capacity) halve(buckets);
  const i = Math.floor(epoch / buckets.width);
  if (i >= buckets.length) buckets.length = i + 1;
  return i;
}

function halve(buckets: Buckets): void {
  const { capacity, min, minAt, max, last, hasNonFinite } = buckets;
  for (let i = 0; i < capacity / 2; i++) {
    const left = 2 * i;
    const right = left + 1;
    for (const column of [min, minAt, max, last]) column[i] = column[left]!;
    if (!Number.isNaN(last[right])) add(buckets, i, min[right]!, minAt[right]!, max[right]!, last[right]!);
    hasNonFinite[i] = hasNonFinite[left]! | hasNonFinite[right]!;
  }
  clear(buckets, capacity / 2);
  buckets.length = Math.ceil(buckets.length / 2);
  buckets.width *= 2;
}

function clear({ min, max, last, hasNonFinite }: Buckets, from: number): void {
  for (const column of [min, max, last]) column.fill(NaN, from);
  hasNonFinite.fill(0, from);
}

/** Drops the bucket of `epoch` and those after it. */
function dropFrom(buckets: Buckets, epoch: number): void {
  buckets.length = Math.min(buckets.length, Math.floor(epoch / buckets.width));
  clear(buckets, buckets.length);
  const { min: lowest, max: highest } = extentOf(buckets, 0, buckets.length - 1) ?? { min: Infinity, max: -Infinity };
  buckets.lowest = lowest;
  buckets.highest = highest;
}

/** The extent of the values in some buckets, both ends included; undefined if there is none. */
function extentOf({ min, max }: Buckets, first: number, end: number): Extent | undefined {
  let [low, high] = [Infinity, -Infinity];
  for (let i = Math.max(0, first); i <= end; i++) {
    if (min[i]! < low) low = min[i]!;
    if (max[i]! > high) high = max[i]!;
  }
  return low <= high ? { min: low, max: high } : undefined;
}

function hasEpoch({ length, last, hasNonFinite }: Buckets, i: number): boolean {
  return i >= 0 && i < length && (!Number.isNaN(last[i]) || hasNonFinite[i] === 1);
}

/** The value of an epoch, or the last one of its bucket; undefined if there is none. */
export function valueAt(series: Series, epoch: number): number | undefined {
  const bucket = series.bucket(Math.floor(epoch / series.width));
  return bucket && !Number.isNaN(bucket.last) ? bucket.last : undefined;
}
