import type { Note } from "../note.ts";

/** The rows that have a target, and their targets. */
export interface EncodedTarget {
  /** Indices of the rows in the table. */
  readonly rows: Uint32Array;
  /** `[rows, outputs]` row-major. */
  readonly y: Float64Array;
  /** Numbers of a row's target. */
  readonly outputs: number;
  /** Names of the classes. Absent if the targets are numbers. */
  readonly classes?: readonly string[];
  /** On the rows without a target, and on targets that are read in a way that is not obvious. */
  readonly notes: readonly Note[];
}

/** The targets `[rows, outputs]` at the indices. */
export function takeTargets(y: Float64Array, outputs: number, indices: ArrayLike<number>): Float64Array {
  const taken = new Float64Array(indices.length * outputs);
  for (let k = 0; k < taken.length; k++) taken[k] = y[indices[Math.floor(k / outputs)] * outputs + (k % outputs)];
  return taken;
}
