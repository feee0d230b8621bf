/** Consecutive events that are not sent, summed up as they come. */
import { createRollup, type Rollup } from "@epochal/protocol";
import type { EventChunk } from "@epochal/stream/events";

export interface LeftOut {
  readonly from: number;
  to: number;
  readonly rollup: Rollup;
}

/** Leaves out the events `first` to `last` of a chunk too, which follow on what has been left out so far. */
export function leaveOut(
  leftOut: LeftOut | undefined,
  chunk: EventChunk,
  first: number,
  last: number,
): LeftOut | undefined {
  if (first > last) return leftOut;
  const all = leftOut ?? { from: first, to: last, rollup: createRollup() };
  all.rollup.add(chunk, first, last);
  all.to = last;
  return all;
}

/** Two such stretches, the second right behind the first, as one. */
export function joinLeftOut(older: LeftOut | undefined, newer: LeftOut | undefined): LeftOut | undefined {
  if (!older || !newer) return older ?? newer;
  older.rollup.append(newer.rollup);
  older.to = newer.to;
  return older;
}
