/** Consecutive events as they are sent: encoded, cut and summed up once, for all who get them. */
import { createRollup, encodeServerMessage, type Rollup } from "@epochal/protocol";
import { lastSeq, sliceEvents, type EventChunk } from "@epochal/stream/events";
import { encodeTextFrame } from "./text-frame.ts";

/** An `events` message. */
export interface Frame {
  readonly first: number;
  readonly last: number;
  readonly chunk: EventChunk;
  /** About how many characters the text has. */
  readonly size: number;
  /** Encoded when it is first wanted. */
  readonly text: string;
  /** As a WebSocket carries it: the same bytes for all. */
  readonly bytes: Buffer;
  /** Its events in sum; for all who leave them out, so nothing may be added to it. */
  readonly rollup: Rollup;
  /** Its events from position `first` to `last`: itself where that is all of it. */
  slice(first: number, last: number): Frame;
  /** Its events in runs of those that are left out and one that is kept: epochs whose number is a multiple of `every`. */
  thinned(every: number): Thinned;
  /** The same where only the newest event is kept. */
  readonly newest: KeptEvent;
}

/** An event that is kept, and those that are left out right before it. */
export interface KeptEvent {
  readonly skippedBefore: Frame | undefined;
  readonly frame: Frame;
}

export interface Thinned {
  readonly kept: readonly KeptEvent[];
  /** Those that are left out behind the last that is kept. */
  readonly skippedAfter: Frame | undefined;
}

/** Most events in a message: half of the smallest usual window, so that one is on its way while another is acknowledged. */
export const MAX_FRAME_EVENTS = 128;

/** Kept of what a frame is when it is thinned: by how much is up to clients, who may name any number. */
const MOST_THINNED = 8;

/** Of an epoch in a message: four numbers of 17 digits. */
const EPOCH_CHARACTERS = 80;

export function createFrame(run: string, chunk: EventChunk): Frame {
  const [first, last] = [chunk.seq, lastSeq(chunk)];
  let text: string | undefined;
  let bytes: Buffer | undefined;
  let rollup: Rollup | undefined;
  let newest: KeptEvent | undefined;
  const thinned = new Map<number, Thinned>();

  const compose = () => encodeServerMessage({ type: "events", run, first, last, chunk });
  const encode = () => (text ??= compose());

  function part(from: number, to: number): Frame {
    return from <= first && to >= last ? frame : createFrame(run, sliceEvents(chunk, from, to));
  }

  function partIfAny(from: number, to: number): Frame | undefined {
    return from <= to ? part(from, to) : undefined;
  }

  function thin(every: number): Thinned {
    if (chunk.type !== "epochs") return { kept: [{ skippedBefore: undefined, frame }], skippedAfter: undefined };
    const kept: KeptEvent[] = [];
    let next = first;
    for (let seq = first + ((every - (chunk.epoch % every)) % every); seq <= last; seq += every) {
      kept.push({ skippedBefore: partIfAny(next, seq - 1), frame: part(seq, seq) });
      next = seq + 1;
    }
    return { kept, skippedAfter: partIfAny(next, last) };
  }

  const frame: Frame = {
    first,
    last,
    chunk,
    size: chunk.type === "epochs" ? EPOCH_CHARACTERS * chunk.loss.length : encode().length,
    get text() {
      return encode();
    },
    get bytes() {
      return (bytes ??= encodeTextFrame(text ?? compose()));
    },
    get rollup() {
      if (rollup) return rollup;
      rollup = createRollup();
      rollup.add(chunk);
      return rollup;
    },
    slice: part,
    thinned(every) {
      const known = thinned.get(every) ?? thin(every);
      const [oldest] = thinned.keys();
      if (!thinned.has(every) && thinned.size === MOST_THINNED) thinned.delete(oldest!);
      thinned.set(every, known);
      return known;
    },
    get newest() {
      return (newest ??= { skippedBefore: partIfAny(first, last - 1), frame: part(last, last) });
    },
  };
  return frame;
}

/** A chunk as messages of at most `MOST_EVENTS` events. */
export function toFrames(run: string, chunk: EventChunk): Frame[] {
  const frames: Frame[] = [];
  const last = lastSeq(chunk);
  for (let first = chunk.seq; first <= last; first += MAX_FRAME_EVENTS) {
    frames.push(createFrame(run, sliceEvents(chunk, first, Math.min(first + MAX_FRAME_EVENTS - 1, last))));
  }
  return frames;
}
