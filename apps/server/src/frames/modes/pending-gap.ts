/** Consecutive events that a client is not sent, summed up as they come. They become a `gap` message. */
import { createRollup, type Rollup } from "@epochal/protocol";
import type { Frame } from "../frame.ts";

export interface PendingGap {
  readonly from: number;
  to: number;
  readonly rollup: Rollup;
}

/** Adds the events of a frame, which must follow the gap. Changes `gap` in place if there is one. */
export function extendGap(gap: PendingGap | undefined, frame: Frame | undefined): PendingGap | undefined {
  if (!frame) return gap;
  const extended = gap ?? { from: frame.first, to: frame.last, rollup: createRollup() };
  extended.rollup.append(frame.rollup);
  extended.to = frame.last;
  return extended;
}

/** Joins two gaps, the second right after the first. Changes `older` in place. */
export function mergeGaps(older: PendingGap | undefined, newer: PendingGap | undefined): PendingGap | undefined {
  if (!older || !newer) return older ?? newer;
  older.rollup.append(newer.rollup);
  older.to = newer.to;
  return older;
}
