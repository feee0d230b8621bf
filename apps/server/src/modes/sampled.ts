/** All events but epochs; of these every k-th, or the newest so many times a second. */
import type { Frame } from "../frame.ts";
import { joinLeftOut, leaveOut, type LeftOut } from "./left-out.ts";
import type { Entry, Select } from "./selection.ts";

/** An epoch that waits for its time. */
interface Candidate {
  readonly frame: Frame;
  /** What is left out right before it. */
  readonly before: LeftOut | undefined;
}

const PER_SECOND = 10;

export const sampled: Select = ({ every, perSecond }) => {
  const multiple = every ?? 1;
  const takeEpochs = perSecond === undefined && every !== undefined ? takeEach : takeNewest;
  const intervalMs = 1000 / (perSecond ?? PER_SECOND);
  const queue: Entry[] = [];
  /** What has been left out behind the newest event that is kept. */
  let behind: LeftOut | undefined;
  let candidate: Candidate | undefined;
  let nextDue = -Infinity;

  function send(before: LeftOut | undefined, frame?: Frame): void {
    if (before) queue.push({ type: "gap", leftOut: before, reason: "sampled" });
    if (frame) queue.push({ type: "frame", frame });
  }

  function takeEach(frame: Frame): void {
    const thinned = frame.thinned(multiple);
    for (const kept of thinned.kept) {
      send(leaveOut(behind, kept.before), kept.frame);
      behind = undefined;
    }
    behind = leaveOut(behind, thinned.behind);
  }

  /** Of these epochs the newest that is wanted waits; it replaces one that waited. */
  function takeNewest(frame: Frame): void {
    const thinned = multiple === 1 ? { kept: [frame.newest], behind: undefined } : frame.thinned(multiple);
    for (const kept of thinned.kept) {
      dropCandidate();
      candidate = { frame: kept.frame, before: leaveOut(behind, kept.before) };
      behind = undefined;
    }
    behind = leaveOut(behind, thinned.behind);
  }

  function releaseCandidate(now: number): void {
    if (!candidate) return;
    send(candidate.before, candidate.frame);
    candidate = undefined;
    nextDue = now + intervalMs;
  }

  function dropCandidate(): void {
    if (!candidate) return;
    behind = joinLeftOut(leaveOut(candidate.before, candidate.frame), behind);
    candidate = undefined;
  }

  return {
    takesAhead: false,
    isHolding: false,
    take(frame, now) {
      if (frame.chunk.type === "epochs") {
        takeEpochs(frame);
        return;
      }
      if (now >= nextDue) releaseCandidate(now);
      dropCandidate();
      send(behind, frame);
      behind = undefined;
    },
    wait() {},
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
    dueIn: (now) => candidate && Math.max(0, nextDue - now),
  };
};
