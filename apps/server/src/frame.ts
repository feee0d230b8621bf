/** Consecutive events as they are sent, encoded once for all who get them. */
import { encodeServerMessage } from "@epochal/protocol";
import { lastSeq } from "@epochal/stream";
import type { EpochChunk, EventChunk } from "@epochal/stream/events";

/** An `events` message. */
export interface Frame {
  readonly first: number;
  readonly last: number;
  readonly chunk: EventChunk;
  /** About how many characters the text has. */
  readonly size: number;
  /** Encoded when it is first wanted. */
  readonly text: string;
}

/** Most events in a message: half of the smallest usual window, so that one is on its way while another is acknowledged. */
export const MOST_EVENTS = 128;

/** Of an epoch in a message: four numbers of 17 digits. */
const EPOCH_CHARACTERS = 80;

export function createFrame(run: string, chunk: EventChunk): Frame {
  const [first, last] = [chunk.seq, lastSeq(chunk)];
  let text: string | undefined;
  const encode = () => (text ??= encodeServerMessage({ type: "events", run, first, last, chunk }));
  return {
    first,
    last,
    chunk,
    size: chunk.type === "epochs" ? EPOCH_CHARACTERS * chunk.loss.length : encode().length,
    get text() {
      return encode();
    },
  };
}

/** A chunk as messages of at most `MOST_EVENTS` events. */
export function framesOf(run: string, chunk: EventChunk): Frame[] {
  const frames: Frame[] = [];
  const last = lastSeq(chunk);
  for (let first = chunk.seq; first <= last; first += MOST_EVENTS) {
    frames.push(createFrame(run, sliceOf(chunk, first, Math.min(first + MOST_EVENTS - 1, last))));
  }
  return frames;
}

/** The events of a chunk from position `first` to `last`; columns are views. */
export function sliceOf(chunk: EventChunk, first: number, last: number): EventChunk {
  if (chunk.type !== "epochs" || (first <= chunk.seq && last >= lastSeq(chunk))) return chunk;
  const [from, to] = [first - chunk.seq, last - chunk.seq + 1];
  const { loss, validationLoss, learningRate, gradientNorm } = chunk;
  return {
    ...chunk,
    seq: first,
    epoch: chunk.epoch + from,
    loss: loss.subarray(from, to),
    ...(validationLoss && { validationLoss: validationLoss.subarray(from, to) }),
    learningRate: learningRate.subarray(from, to),
    gradientNorm: gradientNorm.subarray(from, to),
  } satisfies EpochChunk;
}
