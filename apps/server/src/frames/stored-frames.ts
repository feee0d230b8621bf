/**
 * Frames of stored events, for clients that are too far behind for the recent frames. They are read from the store in pages, a few
 * pages at a time, and stay cached for a while for other clients near the same position.
 */
import { upperBound, type EventChunk } from "@epochal/stream/events";
import { toFrames, type Frame } from "./frame.ts";

export interface StoredFrames {
  /**
   * The frame with the first event after position `seq`, which must be stored. Undefined if it has to be read first: `onRead` is
   * called when the caller should ask again.
   * @param end the last event that the caller needs, if it skips many after it: then the page is small. Default: none.
   * @throws the error of a failed read, once.
   */
  after(run: string, seq: number, end?: number): Frame | undefined;
}

/** Consecutive frames that were read together. */
interface Page {
  readonly run: string;
  /** The position after which they were requested. */
  readonly after: number;
  readonly last: number;
  readonly frames: readonly Frame[];
  readonly size: number;
  readonly failure?: { readonly error: unknown };
}

/** A page to read. */
interface Request {
  readonly run: string;
  readonly after: number;
  readonly limit: number;
}

/** The chunks of a page, unless a megabyte of them ends it earlier. */
export const PAGE_CHUNKS = 1024;
const SPARSE_PAGE_CHUNKS = 8;
/** Limits of the cache. The newest page is always kept. */
const MAX_PAGES = 64;
const MAX_CHARACTERS = 16 * 1024 * 1024;
/** Pages that are read at the same time. */
const MAX_READS = 4;
/** Reads that wait their turn. Further requests are dropped, and their runs reported to `onRead` when there is room. */
const MAX_WAITING_READS = 256;

/** @param onRead is called at most once per run in a turn of the event loop, when pages of it were read. */
export function createStoredFrames(
  read: (run: string, after: number, limit: number) => Promise<EventChunk[]>,
  onRead: (run: string) => void,
): StoredFrames {
  let pages: Page[] = [];
  /** The reads that are active or waiting, oldest first; the first `activeReads` are active. */
  const requests = new Map<string, Request>();
  let activeReads = 0;
  /** Runs for which a request was dropped because too many were waiting. */
  let droppedRuns = new Set<string>();
  /** Runs to report to `onRead` at the end of this turn. */
  let readRuns = new Set<string>();

  function request(run: string, after: number, limit: number): void {
    const key = `${after} ${run}`;
    if (requests.has(key)) return;
    if (requests.size >= MAX_READS + MAX_WAITING_READS) {
      droppedRuns.add(run);
      return;
    }
    const requested = { run, after, limit };
    requests.set(key, requested);
    if (activeReads < MAX_READS) readPage(key, requested);
  }

  function readPage(key: string, { run, after, limit }: Request): void {
    activeReads += 1;
    dropOldPages();
    void read(run, after, limit)
      .then(async (chunks): Promise<Page> => {
        const frames = chunks.flatMap((chunk) => toFrames(run, chunk));
        for (const frame of frames) if (frame.isSlow) await frame.prepare();
        const last = frames.at(-1);
        if (!last) throw new Error(`log.read: expected events of "${run}" after ${after}, got none`);
        const size = frames.reduce((sum, frame) => sum + frame.size, 0);
        return { run, after, last: last.last, frames, size };
      })
      .catch((error: unknown): Page => ({ run, after, last: after + 1, frames: [], size: 0, failure: { error } }))
      .then((page) => {
        requests.delete(key);
        pages.push(page);
        reportSoon(run);
        activeReads -= 1;
        readNextPage();
      });
  }

  function readNextPage(): void {
    const next = [...requests].at(activeReads);
    if (next) readPage(...next);
    for (const run of droppedRuns) reportSoon(run);
    droppedRuns = new Set();
  }

  function reportSoon(run: string): void {
    if (readRuns.size === 0) setImmediate(report);
    readRuns.add(run);
  }

  function report(): void {
    const runs = readRuns;
    readRuns = new Set();
    for (const run of runs) onRead(run);
  }

  function dropOldPages(): void {
    let characters = 0;
    const lastDropped = pages.findLastIndex((page, i) => {
      characters += page.size;
      return pages.length - i > MAX_PAGES || characters > MAX_CHARACTERS;
    });
    pages = pages.slice(Math.min(lastDropped + 1, pages.length - 1));
  }

  return {
    after(run, seq, end = Infinity) {
      const page = pages.findLast((other) => other.run === run && other.after <= seq && seq < other.last);
      if (!page) {
        request(run, seq, end === Infinity ? PAGE_CHUNKS : Math.min(end - seq, SPARSE_PAGE_CHUNKS));
        return undefined;
      }
      if (page.failure) {
        // The next request reads the page again.
        pages = pages.filter((other) => other !== page);
        throw page.failure.error;
      }
      const { frames } = page;
      return frames[upperBound(frames.length, (i) => frames[i]!.last, seq)];
    },
  };
}
