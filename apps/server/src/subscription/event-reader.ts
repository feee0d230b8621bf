/** Reads the events of a run into the selector of a subscription; what the mode skips anyway is skipped in blocks, unread. */
import type { ConnectionServices } from "../connection.ts";
import type { EventSelector } from "../frames/modes/event-selector.ts";
import { BLOCK_EVENTS } from "../rollups/block-sums.ts";
import { sumOf } from "../rollups/block-tree.ts";
import type { RollupIndex } from "../rollups/rollup-index.ts";
import type { ClientPosition } from "./event-sender.ts";
import { createLiveStart } from "./live-start.ts";

/** A client that is farther behind waits for the sums of the run: to add them up takes a fraction of the time that reading takes. */
const FAR_BEHIND_EVENTS = 200_000;

/** Events after `from` up to `to`, which have sums. */
interface Range {
  readonly from: number;
  readonly to: number;
  readonly rollups: RollupIndex;
}

/**
 * Returns a function that reads the next events, and returns false if there are none now.
 * @param liveStart the last event that the client skips to be live; 0 if it skips none.
 */
export function createEventReader(
  run: string,
  position: ClientPosition,
  selector: EventSelector,
  liveStart: number,
  currentHead: () => number,
  { hub, clock }: Pick<ConnectionServices, "hub" | "clock">,
): () => boolean {
  const skipToLive = liveStart > 0 ? createLiveStart(position, liveStart, hub.rollups(run)) : undefined;

  /** The next events that need not be read, because the mode skips all of them; `loading` if that is not known yet. */
  function findSkippable(): Range | "loading" | undefined {
    const { skippableEnd } = selector;
    const behind = currentHead() - position.read;
    if (!skippableEnd || behind < BLOCK_EVENTS || position.read < liveStart) return undefined;
    const rollups = hub.rollups(run);
    if (!rollups) return behind > FAR_BEHIND_EVENTS && hub.loadRollups(run) ? "loading" : undefined;
    // The next event may have to be read alone.
    for (const from of [rollups.ceil(position.read), rollups.ceil(position.read + 1)]) {
      const to = skippableEnd(rollups, from, clock.monotonic());
      if (to > from) return { from, to, rollups };
    }
    return undefined;
  }

  function skip({ from, to, rollups }: Range): void {
    selector.skip({ from: from + 1, to, rollup: sumOf(rollups.parts(from, to)) });
    position.read = to;
  }

  return () => {
    const skippable = findSkippable();
    if (skippable === "loading") return false;
    if (skippable?.from === position.read) {
      skip(skippable);
      return true;
    }
    const frame = hub.frameAfter(run, position.read, skippable?.from);
    if (!frame) return false;
    const next = position.read + 1;
    if (frame.first > next) throw new Error(`hub.frameAfter: expected event ${next} of "${run}", got ${frame.first}`);
    const last = Math.min(frame.last, skippable?.from ?? Infinity);
    skipToLive?.(frame);
    if (last > position.read) selector.push(frame.slice(position.read + 1, last), clock.monotonic(), currentHead());
    position.read = last;
    return true;
  };
}
