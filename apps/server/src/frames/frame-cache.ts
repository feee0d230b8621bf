/** The frames of all runs by position: those of running runs from memory, all others from the store. */
import { coalesceEpochs } from "@epochal/log";
import type { EventChunk } from "@epochal/stream/events";
import { toFrames, type Frame } from "./frame.ts";
import { createRecentFrames, type RecentFrames } from "./recent-frames.ts";
import { createStoredFrames } from "./stored-frames.ts";

export interface FrameCache {
  /** Adds what was just stored of a run, in as few frames as possible, and returns these frames. */
  push(run: string, chunks: readonly EventChunk[]): readonly Frame[];
  /**
   * The frame with the first event after position `seq`, which must be stored. Undefined if it has to be read from the store first:
   * `onRead` is called when the caller should ask again.
   * @param isSparse whether the caller skips most of the events after it.
   * @throws the error of a failed read, once.
   */
  after(run: string, seq: number, isSparse?: boolean): Frame | undefined;
  /** Drops the recent frames of a run that has ended. */
  drop(run: string): void;
}

/** Limits of the recent frames of each running run. */
const MAX_RECENT_FRAMES = 256;
const MAX_RECENT_CHARACTERS = 8 * 1024 * 1024;

/** @param onRead is called at most once per run in a turn of the event loop, when frames of it were read from the store. */
export function createFrameCache(
  read: (run: string, after: number, limit: number) => Promise<EventChunk[]>,
  onRead: (run: string) => void,
): FrameCache {
  const recent = new Map<string, RecentFrames>();
  const stored = createStoredFrames(read, onRead);
  return {
    push(run, chunks) {
      const frames = recent.get(run) ?? createRecentFrames(MAX_RECENT_FRAMES, MAX_RECENT_CHARACTERS);
      recent.set(run, frames);
      const fresh = coalesceEpochs(chunks).flatMap((chunk) => toFrames(run, chunk));
      for (const frame of fresh) frames.push(frame);
      return fresh;
    },
    after: (run, seq, isSparse) => recent.get(run)?.after(seq) ?? stored.after(run, seq, isSparse),
    drop: (run) => void recent.delete(run),
  };
}
