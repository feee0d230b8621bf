/** All events but epochs; of these every k-th, or the newest so many times a second. */
import type { Frame } from "../frame.ts";
import { mergeGaps, extendGap, type PendingGap } from "./gap-builder.ts";
import type { Outgoing, CreateSelector } from "./event-selector.ts";

/** An epoch that waits for its time. */
interface Candidate {
  readonly frame: Frame;
  /** What is left out right before it. */
  readonly before: PendingGap | undefined;
}

const PER_SECOND = 10;

export const sampled: CreateSelector = ({ every, perSecond }) => {
  const multiple = every ?? 1;
  const takeEpochs = perSecond === undefined && every !== undefined ? takeEach : takeNewest;
  const intervalMs = 1000 / (perSecond ?? PER_SECOND);
  const queue: Outgoing[] = [];
  /** What has been left out behind the newest event that is kept. */
  let behind: PendingGap | undefined;
  let candidate: Candidate | undefined;
  let nextDue = -Infinity;

  function send(before: PendingGap | undefined, frame?: Frame): void {
    if (before) queue.push({ type: "gap", gap: before, reason: "sampled" });
    if (frame) queue.push({ type: "frame", frame });
  }

  function takeEach(frame: Frame): void {
    const thinned = frame.thinned(multiple);
    for (const kept of thinned.kept) {
      send(extendGap(behind, kept.skippedBefore), kept.frame);
      behind = undefined;
    }
    behind = extendGap(behind, thinned.skippedAfter);
  }

  /** Of these epochs the newest that is wanted waits; it replaces one that waited. */
  function takeNewest(frame: Frame): void {
    const thinned = multiple === 1 ? { kept: [frame.newest], skippedAfter: undefined } : frame.thinned(multiple);
    for (const kept of thinned.kept) {
      dropCandidate();
      candidate = { frame: kept.frame, before: extendGap(behind, kept.skippedBefore) };
      behind = undefined;
    }
    behind = extendGap(behind, thinned.skippedAfter);
  }

  function releaseCandidate(now: number): void {
    if (!candidate) return;
    send(candidate.before, candidate.frame);
    candidate = undefined;
    nextDue = now + intervalMs;
  }

  function dropCandidate(): void {
    if (!candidate) return;
    behind = mergeGaps(extendGap(candidate.before, candidate.frame), behind);
    candidate = undefined;
  }

  return {
    readsAhead: false,
    isWaitingForIdle: false,
    push(frame, now) {
      if (frame.chunk.type === "epochs") {
        takeEpochs(frame);
        return;
      }
      if (now >= nextDue) releaseCandidate(now);
      dropCandidate();
      send(behind, frame);
      behind = undefined;
    },
    markBlocked() {},
    next({ now, isAtHead, isOver }) {
      if (queue.length === 0) {
        if (isOver || (isAtHead && now >= nextDue)) releaseCandidate(now);
        if (isOver) {
          send(behind);
          behind = undefined;
        }
      }
      return queue.shift();
    },
    msUntilDue: (now) => candidate && Math.max(0, nextDue - now),
  };
};
