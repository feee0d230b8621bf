/** A cursor in a recording that is played: it moves on chunk by chunk, and to any epoch. */
import { lastSeq, rewindsRun, sliceEvents, type EpochChunk, type EventChunk } from "../events/index.ts";

export interface PlaybackCursor {
  /** Epochs completed at the cursor. */
  readonly epoch: number;
  /** Number of epochs that `next` has returned, repeated ones included. */
  readonly playedEpochs: number;
  readonly isAtEnd: boolean;
  /** Whether the next chunk has epochs. */
  readonly isAtEpochs: boolean;
  /** The next chunk, with at most `maxEpochs` epochs. Must not be called at the end. */
  next(maxEpochs: number): EventChunk;
  /** All chunks before the cursor. */
  playedChunks(): EventChunk[];
  /**
   * Moves the cursor to the end of an epoch. Moving back returns no chunks; moving forward returns the chunks in between, to be
   * played. Returns the reason if the recording has no such epoch.
   */
  seek(epoch: number): readonly EventChunk[] | string;
}

/** Epochs before the cursor that were not rewound. */
interface PlayedPart {
  readonly first: number;
  readonly last: number;
  /** Index of their chunk. */
  readonly index: number;
}

/**
 * @param chunks of a run, beginning with `started`.
 * @param startEpoch epochs completed when the run started.
 */
export function createPlaybackCursor(chunks: readonly EventChunk[], startEpoch: number): PlaybackCursor {
  /** The next chunk, and how many of its epochs have been played. */
  let index = 0;
  let offset = 0;
  let playedParts: PlayedPart[] = [];
  let epoch = startEpoch;
  let playedEpochs = 0;
  /** The chunks before the first step or command describe how the run starts. They are always played. */
  const firstStep = chunks.findIndex(({ type }) => type === "epochs" || type === "commanded" || type === "finished");
  const preambleLength = firstStep < 0 ? chunks.length : firstStep;

  function next(maxEpochs: number): EventChunk {
    const chunk = chunks[index]!;
    if (chunk.type === "epochs") return nextEpochs(chunk, maxEpochs);
    index += 1;
    if (chunk.type === "snapshot") epoch = chunk.epoch;
    if (chunk.type === "commanded" && chunk.outcome === "applied" && rewindsRun(chunk.command)) rewind(chunk.epoch);
    return chunk;
  }

  function nextEpochs(chunk: EpochChunk, maxEpochs: number): EpochChunk {
    const first = chunk.seq + offset;
    const part = sliceEvents(chunk, first, Math.min(first + maxEpochs - 1, lastSeq(chunk)));
    const count = part.loss.length;
    epoch = part.epoch + count - 1;
    playedParts.push({ first: part.epoch, last: epoch, index });
    playedEpochs += count;
    moveTo(index, offset + count);
    return part;
  }

  /** Moves the cursor after the first `epochs` epochs of a chunk. */
  function moveTo(chunkIndex: number, epochs: number): void {
    const chunk = chunks[chunkIndex];
    const isWhole = chunk?.type === "epochs" && epochs === chunk.loss.length;
    index = isWhole ? chunkIndex + 1 : chunkIndex;
    offset = isWhole ? 0 : epochs;
  }

  /** Forgets the played epochs after one. */
  function rewind(to: number): void {
    playedParts = playedParts
      .filter(({ first }) => first <= to)
      .map((part) => ({ ...part, last: Math.min(part.last, to) }));
    epoch = to;
  }

  function lastEpoch(): number {
    const epochs = chunks.slice(index).filter((chunk) => chunk.type === "epochs");
    return epochs.reduce((last, { epoch: first, loss }) => Math.max(last, first + loss.length - 1), epoch);
  }

  return {
    get epoch() {
      return epoch;
    },
    get playedEpochs() {
      return playedEpochs;
    },
    get isAtEnd() {
      return index === chunks.length;
    },
    get isAtEpochs() {
      return chunks[index]?.type === "epochs";
    },
    next,

    playedChunks() {
      const partial = chunks[index];
      const before = chunks.slice(0, index);
      return partial?.type === "epochs" && offset > 0
        ? [...before, sliceEvents(partial, partial.seq, partial.seq + offset - 1)]
        : before;
    },

    seek(to) {
      const last = lastEpoch();
      if (!Number.isInteger(to) || to < startEpoch || to > last) {
        return `expected an epoch from ${startEpoch} to ${last}, got ${to}`;
      }
      const played = playedParts.findLast((part) => part.first <= to && to <= part.last);
      const chunk = played && chunks[played.index];
      if (chunk?.type === "epochs") moveTo(played!.index, to - chunk.epoch + 1);
      else if (to <= epoch && index >= preambleLength) moveTo(preambleLength, 0);
      else {
        const between: EventChunk[] = [];
        while (epoch < to || index < preambleLength) between.push(next(Math.max(1, to - epoch)));
        return between;
      }
      rewind(to);
      return [];
    },
  };
}
