/** The newest frames of a run, for all who are near its head; whoever is further back reads the log. */
import type { Frame } from "./frame.ts";

export interface RecentFrames {
  /** Takes the next frame, and forgets old ones. */
  push(frame: Frame): void;
  /** The frame with the first event behind `after`; undefined when it is forgotten, or has not happened yet. */
  after(after: number): Frame | undefined;
}

/** Keeps at most so many frames and about so many characters of them, the newest one in any case. */
export function createRecentFrames(most: number, mostCharacters: number): RecentFrames {
  const frames: Frame[] = [];
  let characters = 0;
  return {
    push(frame) {
      frames.push(frame);
      characters += frame.size;
      while (frames.length > 1 && (frames.length > most || characters > mostCharacters)) {
        characters -= frames.shift()!.size;
      }
    },
    after(after) {
      if (frames.length === 0 || frames[0]!.first > after + 1) return undefined;
      // From the newest one back, since that is where most are.
      const frame = frames.findLast(({ first }) => first <= after + 1);
      return frame && frame.last > after ? frame : undefined;
    },
  };
}
