/** Extents of numbers, both ends included. */
export interface Extent {
  readonly min: number;
  readonly max: number;
}

/** The extent that contains all of them; undefined if there are none. */
export function unionExtent(extents: readonly Extent[]): Extent | undefined {
  if (extents.length === 0) return undefined;
  return { min: Math.min(...extents.map(({ min }) => min)), max: Math.max(...extents.map(({ max }) => max)) };
}

/** The extent of the finite values; 0 to 1 if there are none. */
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
