/**
 * The item to drop when a sorted list is thinned: its neighbours are the closest to each other, so that the gap it leaves is the
 * smallest. Never the first or the last; on a tie, the oldest.
 *
 * @param items at least 3, sorted by position.
 * @returns its index.
 */
export function densestIndex<Item>(items: readonly Item[], positionOf: (item: Item) => number): number {
  const gapAt = (i: number) => positionOf(items[i + 1]!) - positionOf(items[i - 1]!);
  let densest = 1;
  for (let i = 2; i < items.length - 1; i++) if (gapAt(i) < gapAt(densest)) densest = i;
  return densest;
}
