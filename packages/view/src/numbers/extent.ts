/** Ranges of numbers, both ends included. */
export interface Extent {
  readonly min: number;
  readonly max: number;
}

/** The range that all of them lie in. */
export function unionExtent(ranges: readonly Extent[]): Extent | undefined {
  if (ranges.length === 0) return undefined;
  return { min: Math.min(...ranges.map(({ min }) => min)), max: Math.max(...ranges.map(({ max }) => max)) };
}

/** The range of the finite values; 0 to 1 if there are none. */
export function extentOf(values: ArrayLike<number>): Extent {
  let min = Infinity;
  let max = -Infinity;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return min <= max ? { min, max } : { min: 0, max: 1 };
}

/** Wider at both ends by a share of its length. */
export function padExtent({ min, max }: Extent, share: number): Extent {
  const margin = (max - min) * share;
  return { min: min - margin, max: max + margin };
}
