/** The newest event of each type, whenever the client is ready for it; what has been overtaken is left out. */
import type { Frame } from "../frame.ts";
import { mergeGaps, extendGap, type PendingGap } from "./gap-builder.ts";
import type { Outgoing, GapReason, CreateSelector } from "./event-selector.ts";

interface Newest {
  /** One event. */
  readonly frame: Frame;
  /** What is left out right before it. */
  before: PendingGap | undefined;
}

export const latest: CreateSelector = () => {
  /** At most one of each type, in their order. The newest event is always among them, so that nothing is left out behind. */
  let kept: Newest[] = [];
  /** What the client is getting, having been ready for it. */
  let batch: Outgoing[] = [];
  let hasWaited = false;

  /** Forgets the event of a type that a newer one follows; returns what is now left out behind the last that is kept. */
  function overtake(type: string): PendingGap | undefined {
    const i = kept.findIndex(({ frame }) => frame.chunk.type === type);
    const [old] = i < 0 ? [] : kept.splice(i, 1);
    if (!old) return undefined;
    const leftOut = extendGap(old.before, old.frame);
    const next = kept[i];
    if (!next) return leftOut;
    next.before = mergeGaps(leftOut, next.before);
    return undefined;
  }

  return {
    readsAhead: true,
    get isWaitingForIdle() {
      return kept.length > 0;
    },
    push({ chunk, newest }) {
      const behind = overtake(chunk.type);
      kept.push({ frame: newest.frame, before: extendGap(behind, newest.skippedBefore) });
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
        batch = kept.flatMap(({ frame, before }): Outgoing[] => [
          ...(before ? [{ type: "gap", gap: before, reason } as const] : []),
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
