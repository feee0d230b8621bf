/** Ranges of numbers, both ends included. */
export interface Range {
  readonly min: number;
  readonly max: number;
}

/** The range that all of them lie in. */
export function unionRange(ranges: readonly Range[]): Range | undefined {
  if (ranges.length === 0) return undefined;
  return { min: Math.min(...ranges.map(({ min }) => min)), max: Math.max(...ranges.map(({ max }) => max)) };
}

/** The range of the finite values; 0 to 1 if there are none. */
export function rangeOfValues(values: ArrayLike<number>): Range {
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
export function padRange({ min, max }: Range, share: number): Range {
  const margin = (max - min) * share;
  return { min: min - margin, max: max + margin };
}
