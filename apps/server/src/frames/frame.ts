/** Consecutive events as they are sent to clients. A frame is encoded, cut and summed up once, for all clients that get it. */
import { sizeOfChunks } from "@epochal/log";
import { createRollup, encodeServerMessage, type Rollup } from "@epochal/protocol";
import { concatEpochs, lastSeq, sliceEvents, type EventChunk } from "@epochal/stream/events";
import { encodeInTurns } from "../http/replies/encode-in-turns.ts";
import { encodeTextFrame, textOf } from "./text-frame.ts";

/** An `events` message. */
export interface Frame {
  readonly first: number;
  readonly last: number;
  readonly chunk: EventChunk;
  /** The approximate length of the JSON, in bytes: a snapshot of a large network is not encoded unless a client gets it. */
  readonly size: number;
  /** The message as JSON in UTF-8: the same bytes for all clients, encoded on first use. */
  readonly json: Buffer;
  /** The message as a WebSocket text frame: the same bytes for all clients. */
  readonly bytes: Buffer;
  /** Whether its first encoding would delay other clients: it should be encoded by `prepare` before a client gets it. */
  readonly isSlow: boolean;
  /** Encodes it in several turns of the event loop if it is slow, and at its first use if not. */
  prepare(): Promise<void>;
  /** The sum of its events. Shared by all clients that skip them: do not add to it. */
  readonly rollup: Rollup;
  /** Its events from position `first` to `last`; the frame itself if that is all of it. */
  slice(first: number, last: number): Frame;
  /** The frame with newer ones, all of epochs that continue each other; shared by all clients that get the same ones. */
  joined(newer: readonly Frame[]): Frame;
  /** Keeps the epochs whose number is a multiple of `every`, and events that are not epochs. */
  thinned(every: number): Thinned;
  /** Keeps the newest event. */
  readonly newest: KeptEvent;
}

/** An event that is kept, and the events skipped right before it. */
export interface KeptEvent {
  readonly skippedBefore: Frame | undefined;
  readonly frame: Frame;
}

export interface Thinned {
  readonly kept: readonly KeptEvent[];
  /** The events skipped after the last one that is kept. */
  readonly skippedAfter: Frame | undefined;
}

/** Half of the smallest common window, so that a client acknowledges one message while the next is on its way. */
export const MAX_FRAME_EVENTS = 128;

/** How many thinned versions a frame remembers. Clients choose `every`, so there is no limit to how many they ask for. */
const MAX_THINNED = 8;

/** The bytes of an epoch in a message: four numbers of up to 17 digits. */
const EPOCH_BYTES = 80;
/** The numbers of a larger model are encoded in more than 20 ms. Vectors, as in snapshots, are text in base64 and several times as fast. */
const SLOW_BYTES = 2 ** 20;
/** The characters of a byte. */
const BASE64 = 4 / 3;

export function createFrame(run: string, chunk: EventChunk): Frame {
  const [first, last] = [chunk.seq, lastSeq(chunk)];
  let bytes: Buffer | undefined;
  let rollup: Rollup | undefined;
  let newest: KeptEvent | undefined;
  /** The newest join, and the frame that it ends with. */
  let join: { readonly end: Frame; readonly frame: Frame } | undefined;
  const thinned = new Map<number, Thinned>();
  const size = chunk.type === "epochs" ? EPOCH_BYTES * chunk.loss.length : BASE64 * sizeOfChunks([chunk]);
  const isSlow = chunk.type === "finished" && size > SLOW_BYTES;

  function slice(from: number, to: number): Frame {
    return from <= first && to >= last ? frame : createFrame(run, sliceEvents(chunk, from, to));
  }

  function sliceIfAny(from: number, to: number): Frame | undefined {
    return from <= to ? slice(from, to) : undefined;
  }

  function thin(every: number): Thinned {
    if (chunk.type !== "epochs") return { kept: [{ skippedBefore: undefined, frame }], skippedAfter: undefined };
    const kept: KeptEvent[] = [];
    let next = first;
    for (let seq = first + ((every - (chunk.epoch % every)) % every); seq <= last; seq += every) {
      kept.push({ skippedBefore: sliceIfAny(next, seq - 1), frame: slice(seq, seq) });
      next = seq + 1;
    }
    return { kept, skippedAfter: sliceIfAny(next, last) };
  }

  const frame: Frame = {
    first,
    last,
    chunk,
    size,
    isSlow,
    get json() {
      return textOf(frame.bytes);
    },
    get bytes() {
      return (bytes ??= encodeTextFrame(encodeServerMessage({ type: "events", run, first, last, chunk })));
    },
    async prepare() {
      if (!isSlow || bytes) return;
      const line = await encodeInTurns({ type: "events", run, first, last, chunk });
      bytes = encodeTextFrame(line.subarray(0, -1));
    },
    get rollup() {
      if (rollup) return rollup;
      rollup = createRollup();
      rollup.add(chunk);
      return rollup;
    },
    slice,
    joined(newer) {
      const end = newer.at(-1);
      if (!end) return frame;
      if (join?.end !== end) {
        const chunks = [frame, ...newer].flatMap((one) => (one.chunk.type === "epochs" ? [one.chunk] : []));
        join = { end, frame: createFrame(run, concatEpochs(chunks)) };
      }
      return join.frame;
    },
    thinned(every) {
      const known = thinned.get(every) ?? thin(every);
      const [oldest] = thinned.keys();
      if (!thinned.has(every) && thinned.size === MAX_THINNED) thinned.delete(oldest!);
      thinned.set(every, known);
      return known;
    },
    get newest() {
      return (newest ??= { skippedBefore: sliceIfAny(first, last - 1), frame: slice(last, last) });
    },
  };
  return frame;
}

/** Splits a chunk into frames of at most `MAX_FRAME_EVENTS` events. */
export function toFrames(run: string, chunk: EventChunk): Frame[] {
  const frames: Frame[] = [];
  const last = lastSeq(chunk);
  for (let first = chunk.seq; first <= last; first += MAX_FRAME_EVENTS) {
    frames.push(createFrame(run, sliceEvents(chunk, first, Math.min(first + MAX_FRAME_EVENTS - 1, last))));
  }
  return frames;
}
