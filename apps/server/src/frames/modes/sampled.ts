/** All events except epochs, and a sample of the epochs: every k-th, or the newest N times a second. */
import type { Frame } from "../frame.ts";
import type { CreateSelector, Outgoing } from "./event-selector.ts";
import { BLOCK_EVENTS, floorToBlock, type RollupIndex } from "../rollup-index.ts";
import { extendGap, mergeGaps, type PendingGap } from "./pending-gap.ts";

/** An epoch that is sent when the interval has passed, unless a newer one replaces it. */
interface Candidate {
  readonly frame: Frame;
  /** The events skipped right before it. */
  readonly skippedBefore: PendingGap | undefined;
}

const DEFAULT_PER_SECOND = 10;

export const sampled: CreateSelector = ({ every, perSecond }) => {
  const multiple = every ?? 1;
  const pushEpochs = perSecond === undefined && every !== undefined ? pushEvery : pushNewest;
  const intervalMs = 1000 / (perSecond ?? DEFAULT_PER_SECOND);
  const queue: Outgoing[] = [];
  /** The events skipped after the newest event that is kept. */
  let skipped: PendingGap | undefined;
  let candidate: Candidate | undefined;
  let nextDue = -Infinity;

  function enqueue(gap: PendingGap | undefined, frame?: Frame): void {
    if (gap) queue.push({ type: "gap", gap, reason: "sampled" });
    if (frame) queue.push({ type: "frame", frame });
  }

  function pushEvery(frame: Frame): void {
    const thinned = frame.thinned(multiple);
    for (const kept of thinned.kept) {
      enqueue(extendGap(skipped, kept.skippedBefore), kept.frame);
      skipped = undefined;
    }
    skipped = extendGap(skipped, thinned.skippedAfter);
  }

  /** The newest multiple becomes the candidate and replaces an older one. */
  function pushNewest(frame: Frame): void {
    const thinned = multiple === 1 ? { kept: [frame.newest], skippedAfter: undefined } : frame.thinned(multiple);
    for (const kept of thinned.kept) {
      dropCandidate();
      candidate = { frame: kept.frame, skippedBefore: extendGap(skipped, kept.skippedBefore) };
      skipped = undefined;
    }
    skipped = extendGap(skipped, thinned.skippedAfter);
  }

  /** The last block is not skipped, so that its epochs include a multiple. */
  function skippableEnd(index: RollupIndex, from: number): number {
    const end = Math.min(index.nextOther(from) - 1, index.head - BLOCK_EVENTS);
    return Math.max(from, floorToBlock(end));
  }

  function releaseCandidate(now: number): void {
    if (!candidate) return;
    enqueue(candidate.skippedBefore, candidate.frame);
    candidate = undefined;
    nextDue = now + intervalMs;
  }

  function dropCandidate(): void {
    if (!candidate) return;
    skipped = mergeGaps(extendGap(candidate.skippedBefore, candidate.frame), skipped);
    candidate = undefined;
  }

  return {
    readsAhead: false,
    isWaitingForIdle: false,
    push(frame, now) {
      if (frame.chunk.type === "epochs") {
        pushEpochs(frame);
        return;
      }
      if (now >= nextDue) releaseCandidate(now);
      dropCandidate();
      enqueue(skipped, frame);
      skipped = undefined;
    },
    ...(pushEpochs === pushNewest && multiple <= BLOCK_EVENTS && { skippableEnd }),
    skip(gap) {
      dropCandidate();
      skipped = mergeGaps(skipped, gap);
    },
    markBlocked() {},
    next({ now, isAtHead, isOver }) {
      if (queue.length === 0) {
        if (isOver || (isAtHead && now >= nextDue)) releaseCandidate(now);
        if (isOver) {
          enqueue(skipped);
          skipped = undefined;
        }
      }
      return queue.shift();
    },
    msUntilDue: (now) => candidate && Math.max(0, nextDue - now),
  };
};
