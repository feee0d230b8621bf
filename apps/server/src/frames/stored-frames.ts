/**
 * Frames of the past, for whoever is too far back for the recent ones: read from the store in slices, a few at a time, and kept
 * a while for others who are near.
 */
import type { EventChunk } from "@epochal/stream/events";
import { toFrames, type Frame } from "./frame.ts";

export interface StoredFrames {
  /**
   * The frame with the first event behind `after`; undefined where that must be read first: when it is there, `onRead` is
   * called. To be asked only for what is stored.
   * @throws what reading it threw.
   */
  after(run: string, after: number): Frame | undefined;
}

/** Consecutive frames. */
interface Slice {
  readonly run: string;
  /** The position behind which they were asked for. */
  readonly after: number;
  readonly last: number;
  readonly frames: readonly Frame[];
  readonly size: number;
  readonly failure?: { readonly error: unknown };
}

/** Chunks in a slice, where a megabyte does not end it earlier. */
export const PAGE_CHUNKS = 1024;
/** Kept of all slices together, the one that was read last in any case. */
const MOST_SLICES = 64;
const MOST_CHARACTERS = 16 * 1024 * 1024;
/** Slices that are being read at a time. */
const MOST_READS = 4;
/** Those that wait for it, in their order. Whoever comes then is told to ask again when there is room. */
const MOST_WAITING = 256;

/** @param onRead is called once for all that was read of a run in one turn of the event loop. */
export function createStoredFrames(
  read: (run: string, after: number, limit: number) => Promise<EventChunk[]>,
  onRead: (run: string) => void,
): StoredFrames {
  let slices: Slice[] = [];
  /** What is being read or waits for it, oldest first. */
  const asked = new Map<string, { readonly run: string; readonly after: number }>();
  let reading = 0;
  /** Runs of which somebody asked when too many waited. */
  let turnedAway = new Set<string>();
  /** Runs of which something has been read that nobody has been told of yet. */
  let untold = new Set<string>();

  function ask(run: string, after: number): void {
    const key = `${after} ${run}`;
    if (asked.has(key)) return;
    if (asked.size >= MOST_READS + MOST_WAITING) {
      turnedAway.add(run);
      return;
    }
    asked.set(key, { run, after });
    if (reading < MOST_READS) readSlice(key, run, after);
  }

  function readSlice(key: string, run: string, after: number): void {
    reading += 1;
    forgetOld();
    void read(run, after, PAGE_CHUNKS)
      .then((chunks): Slice => {
        const frames = chunks.flatMap((chunk) => toFrames(run, chunk));
        const last = frames.at(-1);
        if (!last) throw new Error(`log.read: expected events of "${run}" behind ${after}, got none`);
        const size = frames.reduce((sum, frame) => sum + frame.size, 0);
        return { run, after, last: last.last, frames, size };
      })
      .catch((error: unknown): Slice => ({ run, after, last: after + 1, frames: [], size: 0, failure: { error } }))
      .then((slice) => {
        asked.delete(key);
        slices.push(slice);
        tellSoon(run);
        reading -= 1;
        readNext();
      });
  }

  /** Those that are being read are the oldest. */
  function readNext(): void {
    const next = [...asked].at(reading);
    if (next) readSlice(next[0], next[1].run, next[1].after);
    for (const run of turnedAway) tellSoon(run);
    turnedAway = new Set();
  }

  function tellSoon(run: string): void {
    if (untold.size === 0) setImmediate(tell);
    untold.add(run);
  }

  function tell(): void {
    const runs = untold;
    untold = new Set();
    for (const run of runs) onRead(run);
  }

  function forgetOld(): void {
    let characters = 0;
    const kept = slices.findLastIndex((slice, i) => {
      characters += slice.size;
      return slices.length - i > MOST_SLICES || characters > MOST_CHARACTERS;
    });
    slices = slices.slice(Math.min(kept + 1, slices.length - 1));
  }

  return {
    after(run, after) {
      const slice = slices.findLast((one) => one.run === run && one.after <= after && after < one.last);
      if (!slice) {
        ask(run, after);
        return undefined;
      }
      if (slice.failure) {
        // Whoever asks next may have more luck.
        slices = slices.filter((other) => other !== slice);
        throw slice.failure.error;
      }
      return firstBehind(slice.frames, after);
    },
  };
}

/** Of consecutive frames the one with the first event behind `after`, by halving: there may be hundreds. */
function firstBehind(frames: readonly Frame[], after: number): Frame | undefined {
  let [low, high] = [0, frames.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (frames[middle]!.last > after) high = middle;
    else low = middle + 1;
  }
  return frames[low];
}
