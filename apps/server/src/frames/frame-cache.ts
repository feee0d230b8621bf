/** The frames of all runs by position: those of running runs from memory, all others from the store. */
import { coalesceEpochs } from "@epochal/log";
import type { EventChunk } from "@epochal/stream/events";
import { toFrames, type Frame } from "./frame.ts";
import { createStoredFrames } from "./stored-frames.ts";

export interface FrameCache {
  /**
   * Adds what was just stored of a run, in as few frames as possible, and returns these frames; none if one is slow: that one is read from
   * the store, and prepared.
   */
  push(run: string, chunks: readonly EventChunk[]): readonly Frame[];
  /**
   * The frame with the first event after position `seq`, which must be stored. Undefined if it has to be read from the store first:
   * `onRead` is called when the caller should ask again.
   * @param end the last event that the caller needs, if it skips many after it.
   * @throws the error of a failed read, once.
   */
  after(run: string, seq: number, end?: number): Frame | undefined;
  /** Drops the recent frames of a run that has ended. */
  drop(run: string): void;
}

/** Limits of the recent frames of each running run: for clients near its head. Clients further behind read the log. */
export interface FrameLimits {
  readonly maxFrames: number;
  /** The newest frame is always kept. */
  readonly maxBytes: number;
}

const LIMITS: FrameLimits = { maxFrames: 256, maxBytes: 8 * 1024 * 1024 };

/** The newest frames of a running run. */
interface RecentFrames {
  readonly frames: Frame[];
  bytes: number;
}

/** @param onRead is called at most once per run in a turn of the event loop, when frames of it were read from the store. */
export function createFrameCache(
  read: (run: string, after: number, limit: number) => Promise<EventChunk[]>,
  onRead: (run: string) => void,
  { maxFrames, maxBytes }: FrameLimits = LIMITS,
): FrameCache {
  const recent = new Map<string, RecentFrames>();
  const stored = createStoredFrames(read, onRead);

  return {
    push(run, chunks) {
      const kept = recent.get(run) ?? { frames: [], bytes: 0 };
      recent.set(run, kept);
      const fresh = coalesceEpochs(chunks).flatMap((chunk) => toFrames(run, chunk));
      const slow = fresh.findIndex(({ isSlow }) => isSlow);
      for (const frame of slow < 0 ? fresh : fresh.slice(0, slow)) {
        kept.frames.push(frame);
        kept.bytes += frame.size;
        while (kept.frames.length > 1 && (kept.frames.length > maxFrames || kept.bytes > maxBytes)) {
          kept.bytes -= kept.frames.shift()!.size;
        }
      }
      return slow < 0 ? fresh : [];
    },
    after(run, seq, end) {
      // Search backwards: most clients are near the head.
      const frame = recent.get(run)?.frames.findLast(({ first }) => first <= seq + 1);
      return frame && frame.last > seq ? frame : stored.after(run, seq, end);
    },
    drop: (run) => void recent.delete(run),
  };
}
