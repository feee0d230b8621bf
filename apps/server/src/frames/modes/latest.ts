/** The newest event of each type, whenever the client is ready for it. Older events of the type are skipped. */
import type { Frame } from "../frame.ts";
import type { CreateSelector, GapReason, Outgoing } from "./event-selector.ts";
import { extendGap, mergeGaps, type PendingGap } from "./pending-gap.ts";

interface Newest {
  /** One event. */
  readonly frame: Frame;
  /** The events skipped right before it. */
  skippedBefore: PendingGap | undefined;
}

export const latest: CreateSelector = () => {
  /** At most one event of each type, in order. At the head, no skipped events follow the last. */
  let kept: Newest[] = [];
  /** The events skipped after the last event that is kept. */
  let skippedAfter: PendingGap | undefined;
  /** The items that an idle client is being sent. */
  let batch: Outgoing[] = [];
  let hasWaited = false;

  /** Skips the kept event of a type. Returns the gap after the last kept event, if the skipped event was the last. */
  function skipKept(type: string): PendingGap | undefined {
    const i = kept.findIndex(({ frame }) => frame.chunk.type === type);
    const [old] = i < 0 ? [] : kept.splice(i, 1);
    if (!old) return undefined;
    const gap = extendGap(old.skippedBefore, old.frame);
    const next = kept[i];
    if (!next) return gap;
    next.skippedBefore = mergeGaps(gap, next.skippedBefore);
    return undefined;
  }

  return {
    readsAhead: true,
    get isWaitingForIdle() {
      return kept.length > 0;
    },
    push({ chunk, newest }) {
      const gap = mergeGaps(skipKept(chunk.type), skippedAfter);
      skippedAfter = undefined;
      kept.push({ frame: newest.frame, skippedBefore: extendGap(gap, newest.skippedBefore) });
    },
    skippableEnd(index, from) {
      const next = Math.min(...[...index.newest.values()].filter((seq) => seq > from));
      return next === Infinity ? from : Math.max(from, index.floor(next - 1));
    },
    skip(gap) {
      skippedAfter = mergeGaps(skippedAfter, gap);
    },
    markBlocked() {
      hasWaited ||= kept.length > 0;
    },
    next({ isIdle, isAtHead }) {
      if (batch.length === 0 && kept.length > 0 && isAtHead) {
        if (!isIdle) {
          hasWaited = true;
          return undefined;
        }
        const reason: GapReason = hasWaited ? "slow" : "skipped";
        batch = kept.flatMap(({ frame, skippedBefore }): Outgoing[] => [
          ...(skippedBefore ? [{ type: "gap", gap: skippedBefore, reason } as const] : []),
          { type: "frame", frame },
        ]);
        kept = [];
        hasWaited = false;
      }
      return batch.shift();
    },
    msUntilDue: () => undefined,
  };
};
