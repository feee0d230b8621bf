/**
 * The index of the first of `count` ascending values that is greater than `limit`; `count` if none is. Binary search, except that
 * the last two values are tried first: most readers have everything but the newest.
 */
export function upperBound(count: number, valueAt: (i: number) => number, limit: number): number {
  if (count === 0 || valueAt(count - 1) <= limit) return count;
  let [low, high] = count > 1 && valueAt(count - 2) <= limit ? [count - 1, count - 1] : [0, count - 1];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (valueAt(middle) > limit) high = middle;
    else low = middle + 1;
  }
  return low;
}
