/** Skips the stored events for a client that subscribes with `after: "live"`. It gets a gap with their sum. */
import type { Frame } from "../frames/frame.ts";
import { extendGap, type PendingGap } from "../frames/modes/pending-gap.ts";
import { sumOf } from "../rollups/block-tree.ts";
import type { RollupIndex } from "../rollups/rollup-index.ts";
import type { ClientPosition } from "./event-sender.ts";

/**
 * @param start the last event to skip.
 * @param rollups the sums of the run, which save reading the events if they end at `start`.
 * @returns a function that skips the events of a frame up to `start`, and then makes the gap pending.
 */
export function createLiveStart(
  position: ClientPosition,
  start: number,
  rollups: RollupIndex | undefined,
): (frame: Frame) => void {
  let gap: PendingGap | undefined;

  function finish(skipped: PendingGap): void {
    position.read = start;
    position.pending = { type: "gap", gap: skipped, reason: "skipped" };
  }

  if (rollups?.head === start) finish({ from: 1, to: start, rollup: sumOf(rollups.parts(0, start)) });
  return (frame) => {
    if (position.read >= start) return;
    const end = Math.min(frame.last, start);
    gap = extendGap(gap, frame.slice(position.read + 1, end))!;
    position.read = end;
    if (end === start) finish(gap);
  };
}
