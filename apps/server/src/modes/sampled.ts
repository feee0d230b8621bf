/** All events but epochs; of these every k-th, or the newest so many times a second. */
import type { EpochChunk } from "@epochal/stream/events";
import { createFrame, sliceOf, type Frame } from "../frame.ts";
import { joinLeftOut, leaveOut, type LeftOut } from "./left-out.ts";
import type { Entry, Select } from "./selection.ts";

/** An epoch that waits for its time. */
interface Candidate {
  readonly frame: Frame;
  /** What is left out right before it. */
  readonly before: LeftOut | undefined;
}

const PER_SECOND = 10;

export const sampled: Select = (run, { every, perSecond }) => {
  const multiple = every ?? 1;
  const takeEpochs = perSecond === undefined && every !== undefined ? takeEach : takeNewest;
  const intervalMs = 1000 / (perSecond ?? PER_SECOND);
  const queue: Entry[] = [];
  /** What has been left out behind the newest event that is kept. */
  let behind: LeftOut | undefined;
  let candidate: Candidate | undefined;
  let nextDue = -Infinity;

  function tell(leftOut: LeftOut | undefined): void {
    if (leftOut) queue.push({ type: "gap", leftOut, reason: "sampled" });
  }

  function send(frame: Frame): void {
    queue.push({ type: "frame", frame });
  }

  function releaseCandidate(now: number): void {
    if (!candidate) return;
    tell(candidate.before);
    send(candidate.frame);
    candidate = undefined;
    nextDue = now + intervalMs;
  }

  function dropCandidate(): void {
    if (!candidate) return;
    const { frame, before } = candidate;
    behind = joinLeftOut(leaveOut(before, frame.chunk, frame.first, frame.last), behind);
    candidate = undefined;
  }

  /** Of these epochs the newest that is wanted waits; it replaces one that waited. */
  function takeNewest(chunk: EpochChunk, first: number, last: number): void {
    const newestEpoch = chunk.epoch + (last - chunk.seq);
    const seq = last - (newestEpoch % multiple);
    if (seq >= first) {
      dropCandidate();
      const before = leaveOut(behind, chunk, first, seq - 1);
      candidate = { frame: createFrame(run, sliceOf(chunk, seq, seq)), before };
      behind = undefined;
    }
    behind = leaveOut(behind, chunk, Math.max(first, seq + 1), last);
  }

  function takeEach(chunk: EpochChunk, first: number, last: number): void {
    const epoch = chunk.epoch + (first - chunk.seq);
    let next = first;
    for (let seq = first + ((multiple - (epoch % multiple)) % multiple); seq <= last; seq += multiple) {
      tell(leaveOut(behind, chunk, next, seq - 1));
      behind = undefined;
      send(createFrame(run, sliceOf(chunk, seq, seq)));
      next = seq + 1;
    }
    behind = leaveOut(behind, chunk, next, last);
  }

  return {
    takesAhead: false,
    isHolding: false,
    take(frame, after, now) {
      const { first, last, chunk } = frame;
      if (chunk.type === "epochs") {
        takeEpochs(chunk, Math.max(first, after + 1), last);
        return;
      }
      if (now >= nextDue) releaseCandidate(now);
      dropCandidate();
      tell(behind);
      behind = undefined;
      send(frame);
    },
    next({ now, isAtHead, isOver }) {
      if (queue.length === 0) {
        if (isOver || (isAtHead && now >= nextDue)) releaseCandidate(now);
        if (isOver) {
          tell(behind);
          behind = undefined;
        }
      }
      return queue.shift();
    },
    dueIn: (now) => candidate && Math.max(0, nextDue - now),
  };
};
