/** The newest frames of a running run, for clients near its head. Clients further behind read the log. */
import type { Frame } from "./frame.ts";

export interface RecentFrames {
  /** Adds the next frame and drops the oldest ones beyond the limits. */
  push(frame: Frame): void;
  /** The frame with the first event after position `seq`; undefined if it was dropped or does not exist yet. */
  after(seq: number): Frame | undefined;
}

/** Keeps at most `maxFrames` frames with about `maxCharacters` characters; the newest frame is always kept. */
export function createRecentFrames(maxFrames: number, maxCharacters: number): RecentFrames {
  const frames: Frame[] = [];
  let characters = 0;
  return {
    push(frame) {
      frames.push(frame);
      characters += frame.size;
      while (frames.length > 1 && (frames.length > maxFrames || characters > maxCharacters)) {
        characters -= frames.shift()!.size;
      }
    },
    after(seq) {
      if (frames.length === 0 || frames[0]!.first > seq + 1) return undefined;
      // Search backwards: most clients are near the head.
      const frame = frames.findLast(({ first }) => first <= seq + 1);
      return frame && frame.last > seq ? frame : undefined;
    },
  };
}
