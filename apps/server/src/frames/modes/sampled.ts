/**
 * All events except epochs, and a sample of the epochs: every k-th, or the newest N times a second. With `allUpTo` all epochs of a
 * run that is slow enough; what is left out of the stored ones is summed up piece by piece, so that a chart keeps its shape.
 */
import type { Frame } from "../frame.ts";
import type { CreateSelector, Outgoing } from "./event-selector.ts";
import { BLOCK_EVENTS, floorToBlock, type RollupIndex } from "../../rollups/rollup-index.ts";
import { createEpochAllowance } from "./epoch-allowance.ts";
import { createEpochBatch } from "./epoch-batch.ts";
import { extendGap, mergeGaps, type PendingGap } from "./pending-gap.ts";

/** An epoch that is sent when the interval has passed, unless a newer one replaces it. */
interface Candidate {
  readonly frame: Frame;
  /** The events skipped right before it. */
  readonly skippedBefore: PendingGap | undefined;
}

const DEFAULT_PER_SECOND = 10;
/** With `allUpTo`, fresh epochs are sent together after this time; the first after a silence at once. */
const BATCH_MS = 40;
/** With `allUpTo`, stored epochs that are left out come in about this number of pieces. */
const HISTORY_PIECES = 512;

export const sampled: CreateSelector = ({ every, perSecond, allUpTo }, stored) => {
  const multiple = every ?? 1;
  const sampleEpochs = perSecond === undefined && every !== undefined ? pushEvery : pushNewest;
  const intervalMs = 1000 / (perSecond ?? DEFAULT_PER_SECOND);
  const allowance = allUpTo === undefined ? undefined : createEpochAllowance(allUpTo);
  const pieceEvents = toPiece(stored.to - stored.from + 1);
  const queue: Outgoing[] = [];
  /** The events skipped after the newest event that is kept. */
  let skipped: PendingGap | undefined;
  let candidate: Candidate | undefined;
  let nextDue = -Infinity;
  /** Is empty while there is a candidate, or anything is skipped. */
  const batch = createEpochBatch();
  let batchDue = -Infinity;

  const isHistory = (seq: number) => allowance !== undefined && seq <= stored.to;

  function enqueue(frame?: Frame): void {
    if (skipped) queue.push({ type: "gap", gap: skipped, reason: "sampled" });
    skipped = undefined;
    if (frame) queue.push({ type: "frame", frame });
  }

  function enqueueBatch(): void {
    const frame = batch.take();
    if (frame) queue.push({ type: "frame", frame });
  }

  function addToBatch(frame: Frame): void {
    if (skipped) enqueue();
    if (batch.add(frame)) return;
    enqueueBatch();
    batch.add(frame);
  }

  function pushEpochs(frame: Frame, now: number, head: number): void {
    const isAllowed = allowance && head - frame.first < allowance.available(now);
    if (!isAllowed || isHistory(frame.last)) enqueueBatch();
    if (isAllowed) {
      dropCandidate();
      if (isHistory(frame.last)) enqueue(frame);
      else addToBatch(frame);
      allowance.spend(frame.last - frame.first + 1);
    } else if (isHistory(frame.last)) {
      pushEvery(frame, pieceEvents);
    } else {
      sampleEpochs(frame, multiple);
    }
  }

  function pushEvery(frame: Frame, step: number): void {
    const thinned = frame.thinned(step);
    for (const kept of thinned.kept) {
      skipped = extendGap(skipped, kept.skippedBefore);
      enqueue(kept.frame);
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

  /**
   * The last block is not skipped, so that its epochs include a multiple, nor is the one before another event; nor are epochs that may
   * all be sent. The pieces of the history are skipped whole.
   */
  function skippableEnd(index: RollupIndex, from: number, now: number): number {
    const kept = Math.max(BLOCK_EVENTS, allowance?.available(now) ?? 0);
    const isPiece = isHistory(from + 1);
    const piece = isPiece ? pieceEvents : Infinity;
    const end = Math.min(index.nextOther(from) - 1, index.head - kept, from + piece);
    return Math.max(from, isPiece ? index.floor(end) : floorToBlock(end));
  }

  function releaseCandidate(now: number): void {
    if (!candidate) return;
    const after = skipped;
    skipped = candidate.skippedBefore;
    enqueue(candidate.frame);
    skipped = after;
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
    push(frame, now, head) {
      if (frame.chunk.type === "epochs") {
        pushEpochs(frame, now, head);
        return;
      }
      enqueueBatch();
      if (now >= nextDue) releaseCandidate(now);
      dropCandidate();
      enqueue(frame);
    },
    ...(sampleEpochs === pushNewest && multiple <= BLOCK_EVENTS && { skippableEnd }),
    skip(gap) {
      enqueueBatch();
      dropCandidate();
      skipped = mergeGaps(skipped, gap);
      if (isHistory(gap.to)) enqueue();
    },
    markBlocked() {},
    next({ now, isAtHead, isOver }) {
      if (queue.length === 0) {
        if (!batch.isEmpty && (isOver || now >= batchDue)) {
          enqueueBatch();
          batchDue = now + BATCH_MS;
        }
        if (isOver || (isAtHead && now >= nextDue)) releaseCandidate(now);
        if (isOver) enqueue();
      }
      return queue.shift();
    },
    msUntilDue(now) {
      if (!batch.isEmpty) return Math.max(0, batchDue - now);
      return candidate && Math.max(0, nextDue - now);
    },
  };
};

/** The events of a piece: whole blocks, which need not be read, unless a run is so short that these would be too few pieces. */
function toPiece(events: number): number {
  const piece = Math.max(1, Math.ceil(events / HISTORY_PIECES));
  const blocks = Math.round(piece / BLOCK_EVENTS);
  return blocks === 0 ? piece : blocks * BLOCK_EVENTS;
}
