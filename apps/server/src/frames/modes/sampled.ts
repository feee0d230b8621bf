/**
 * All events except epochs, and a sample of the epochs: every k-th, or the newest N times a second. With `allUpTo` all epochs of a
 * run that is slow enough; what is left out of the stored ones is summed up piece by piece, so that a chart keeps its shape.
 */
import type { Frame } from "../frame.ts";
import type { CreateSelector, Outgoing } from "./event-selector.ts";
import { BLOCK_EVENTS, floorToBlock } from "../../rollups/block-sums.ts";
import type { RollupIndex } from "../../rollups/rollup-index.ts";
import { createEpochAllowance, type EpochAllowance } from "./epoch-allowance.ts";
import { createEpochBatch, type EpochBatch } from "./epoch-batch.ts";
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

/** The events that were pushed and are not sent yet. */
interface Sampler {
  /** Epochs are sent whose numbers are multiples of it. */
  readonly multiple: number;
  /** The newest of these is sent after this time; 0: all are. */
  readonly intervalMs: number;
  readonly allowance: EpochAllowance | undefined;
  /** The last event that comes in pieces; 0 if there is none. */
  readonly historyEnd: number;
  readonly pieceEvents: number;
  readonly queue: Outgoing[];
  /** Is empty while there is a candidate, or anything is skipped. */
  readonly batch: EpochBatch;
  batchDue: number;
  /** The events skipped after the newest event that is kept. */
  skipped: PendingGap | undefined;
  candidate: Candidate | undefined;
  nextDue: number;
}

export const sampled: CreateSelector = ({ every, perSecond, allUpTo }, stored) => {
  const sampler: Sampler = {
    multiple: every ?? 1,
    intervalMs: perSecond === undefined && every !== undefined ? 0 : 1000 / (perSecond ?? DEFAULT_PER_SECOND),
    allowance: allUpTo === undefined ? undefined : createEpochAllowance(allUpTo),
    historyEnd: allUpTo === undefined ? 0 : stored.to,
    pieceEvents: toPiece(stored.to - stored.from + 1),
    queue: [],
    batch: createEpochBatch(),
    batchDue: -Infinity,
    skipped: undefined,
    candidate: undefined,
    nextDue: -Infinity,
  };
  const { multiple, intervalMs, historyEnd, queue, batch } = sampler;
  return {
    readsAhead: false,
    isWaitingForIdle: false,
    push(frame, now, head) {
      if (frame.chunk.type === "epochs") {
        pushEpochs(sampler, frame, now, head);
        return;
      }
      enqueueBatch(sampler);
      if (now >= sampler.nextDue) releaseCandidate(sampler, now);
      dropCandidate(sampler);
      enqueue(sampler, frame);
    },
    ...(intervalMs > 0 &&
      multiple <= BLOCK_EVENTS && {
        skippableEnd: (index: RollupIndex, from: number, now: number) => skippableEnd(sampler, index, from, now),
      }),
    skip(gap) {
      enqueueBatch(sampler);
      dropCandidate(sampler);
      sampler.skipped = mergeGaps(sampler.skipped, gap);
      if (gap.to <= historyEnd) enqueue(sampler);
    },
    markBlocked() {},
    next({ now, isAtHead, isOver }) {
      if (queue.length === 0) {
        if (!batch.isEmpty && (isOver || now >= sampler.batchDue)) {
          enqueueBatch(sampler);
          sampler.batchDue = now + BATCH_MS;
        }
        if (isOver || (isAtHead && now >= sampler.nextDue)) releaseCandidate(sampler, now);
        if (isOver) enqueue(sampler);
      }
      return queue.shift();
    },
    msUntilDue(now) {
      if (!batch.isEmpty) return Math.max(0, sampler.batchDue - now);
      return sampler.candidate && Math.max(0, sampler.nextDue - now);
    },
  };
};

function pushEpochs(sampler: Sampler, frame: Frame, now: number, head: number): void {
  const { allowance, historyEnd, pieceEvents, intervalMs, multiple, batch } = sampler;
  const isHistory = frame.last <= historyEnd;
  const isAllowed = allowance && head - frame.first < allowance.available(now);
  if (!isAllowed || isHistory) enqueueBatch(sampler);
  if (isAllowed) {
    dropCandidate(sampler);
    // Sends the gap that ends here, if there is one.
    enqueue(sampler, isHistory ? frame : batch.add(frame));
    allowance.spend(frame.last - frame.first + 1);
  } else if (isHistory || intervalMs === 0) {
    pushEvery(sampler, frame, isHistory ? pieceEvents : multiple);
  } else {
    pushNewest(sampler, frame);
  }
}

function enqueue(sampler: Sampler, frame?: Frame): void {
  const { queue, skipped } = sampler;
  if (skipped) queue.push({ type: "gap", gap: skipped, reason: "sampled" });
  sampler.skipped = undefined;
  if (frame) queue.push({ type: "frame", frame });
}

function enqueueBatch({ batch, queue }: Sampler): void {
  const frame = batch.take();
  if (frame) queue.push({ type: "frame", frame });
}

function pushEvery(sampler: Sampler, frame: Frame, step: number): void {
  const thinned = frame.thinned(step);
  for (const kept of thinned.kept) {
    sampler.skipped = extendGap(sampler.skipped, kept.skippedBefore);
    enqueue(sampler, kept.frame);
  }
  sampler.skipped = extendGap(sampler.skipped, thinned.skippedAfter);
}

/** The newest multiple becomes the candidate and replaces an older one. */
function pushNewest(sampler: Sampler, frame: Frame): void {
  const { multiple } = sampler;
  const thinned = multiple === 1 ? { kept: [frame.newest], skippedAfter: undefined } : frame.thinned(multiple);
  for (const kept of thinned.kept) {
    dropCandidate(sampler);
    sampler.candidate = { frame: kept.frame, skippedBefore: extendGap(sampler.skipped, kept.skippedBefore) };
    sampler.skipped = undefined;
  }
  sampler.skipped = extendGap(sampler.skipped, thinned.skippedAfter);
}

/**
 * The last block is not skipped, so that its epochs include a multiple, nor is the one before another event; nor are epochs that may
 * all be sent. The pieces of the history are skipped whole.
 */
function skippableEnd(sampler: Sampler, index: RollupIndex, from: number, now: number): number {
  const { allowance, historyEnd, pieceEvents } = sampler;
  const kept = Math.max(BLOCK_EVENTS, allowance?.available(now) ?? 0);
  const isPiece = from < historyEnd;
  const piece = isPiece ? pieceEvents : Infinity;
  const end = Math.min(index.nextOther(from) - 1, index.head - kept, from + piece);
  return Math.max(from, isPiece ? index.floor(end) : floorToBlock(end));
}

function releaseCandidate(sampler: Sampler, now: number): void {
  const { candidate, skipped, intervalMs } = sampler;
  if (!candidate) return;
  sampler.skipped = candidate.skippedBefore;
  enqueue(sampler, candidate.frame);
  sampler.skipped = skipped;
  sampler.candidate = undefined;
  sampler.nextDue = now + intervalMs;
}

function dropCandidate(sampler: Sampler): void {
  const { candidate, skipped } = sampler;
  if (!candidate) return;
  sampler.skipped = mergeGaps(extendGap(candidate.skippedBefore, candidate.frame), skipped);
  sampler.candidate = undefined;
}

/** The events of a piece: whole blocks, which need not be read, unless a run is so short that these would be too few pieces. */
function toPiece(events: number): number {
  const piece = Math.max(1, Math.ceil(events / HISTORY_PIECES));
  const blocks = Math.round(piece / BLOCK_EVENTS);
  return blocks === 0 ? piece : blocks * BLOCK_EVENTS;
}
