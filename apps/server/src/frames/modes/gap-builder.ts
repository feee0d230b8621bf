/** Consecutive events that are not sent, summed up as they come. */
import { createRollup, type Rollup } from "@epochal/protocol";
import type { Frame } from "../frame.ts";

export interface PendingGap {
  readonly from: number;
  to: number;
  readonly rollup: Rollup;
}

/** Leaves out the events of a frame too, which follow on what has been left out so far. */
export function extendGap(leftOut: PendingGap | undefined, frame: Frame | undefined): PendingGap | undefined {
  if (!frame) return leftOut;
  const all = leftOut ?? { from: frame.first, to: frame.last, rollup: createRollup() };
  all.rollup.append(frame.rollup);
  all.to = frame.last;
  return all;
}

/** Two such stretches, the second right behind the first, as one. */
export function mergeGaps(older: PendingGap | undefined, newer: PendingGap | undefined): PendingGap | undefined {
  if (!older || !newer) return older ?? newer;
  older.rollup.append(newer.rollup);
  older.to = newer.to;
  return older;
}
