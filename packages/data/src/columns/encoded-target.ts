import type { Note } from "../note.ts";

/** The rows that have a target, and their targets. */
export interface EncodedTarget {
  /** Indices of the rows in the table. */
  readonly rows: Uint32Array;
  /** `[rows, outputs]` row-major. */
  readonly y: Float64Array;
  readonly outputs: number;
  /** Names of the classes. Absent if the targets are numbers. */
  readonly classes?: readonly string[];
  readonly notes: readonly Note[];
}
