/** A record that is played: its events one after another, and back to any epoch of those that have been told. */
import { lastSeq, rewindsRun, sliceEvents, type EpochChunk, type EventChunk } from "../events/index.ts";

export interface PlaybackCursor {
  /** Epochs completed, as far as it has been played. */
  readonly epoch: number;
  /** Epochs that have been told, those told twice too. */
  readonly playedEpochs: number;
  readonly isAtEnd: boolean;
  /** Whether epochs come next. */
  readonly isAtEpochs: boolean;
  /** The next chunk, of epochs at most so many; not at the end. */
  next(most: number): EventChunk;
  /** All that has been played, and was not wound back. */
  playedChunks(): EventChunk[];
  /** Winds back to where an epoch had just been told; or returns what is to be told until it is; or why it never is. */
  seek(epoch: number): readonly EventChunk[] | string;
}

/** Where epochs stand that have been told, and not been taken back. */
interface PlayedPart {
  readonly first: number;
  readonly last: number;
  /** Place of the chunk in the record. */
  readonly place: number;
}

/** @param chunks of a run, the first is `started`. @param beginning the epoch that it begins behind. */
export function createPlaybackCursor(chunks: readonly EventChunk[], beginning: number): PlaybackCursor {
  /** The chunk that comes next, and how many of its epochs have been told. */
  let place = 0;
  let offset = 0;
  let line: PlayedPart[] = [];
  let epoch = beginning;
  let played = 0;
  /** Where it begins to train, or somebody commands: before that, the run tells how it begins. */
  const firstDeed = chunks.findIndex(({ type }) => type === "epochs" || type === "commanded" || type === "finished");
  const opening = firstDeed < 0 ? chunks.length : firstDeed;

  function next(most: number): EventChunk {
    const chunk = chunks[place]!;
    if (chunk.type === "epochs") return nextEpochs(chunk, most);
    place += 1;
    if (chunk.type === "snapshot") epoch = chunk.epoch;
    if (chunk.type === "commanded" && chunk.outcome === "applied" && rewindsRun(chunk.command)) cut(chunk.epoch);
    return chunk;
  }

  function nextEpochs(chunk: EpochChunk, most: number): EpochChunk {
    const first = chunk.seq + offset;
    const part = sliceEvents(chunk, first, Math.min(first + most - 1, lastSeq(chunk)));
    const count = part.loss.length;
    epoch = part.epoch + count - 1;
    line.push({ first: part.epoch, last: epoch, place });
    played += count;
    standBehind(place, offset + count);
    return part;
  }

  function standBehind(at: number, epochs: number): void {
    const chunk = chunks[at];
    const isWhole = chunk?.type === "epochs" && epochs === chunk.loss.length;
    place = isWhole ? at + 1 : at;
    offset = isWhole ? 0 : epochs;
  }

  /** Who watches forgets the epochs beyond one. */
  function cut(to: number): void {
    line = line.filter(({ first }) => first <= to).map((told) => ({ ...told, last: Math.min(told.last, to) }));
    epoch = to;
  }

  function lastEpoch(): number {
    const epochs = chunks.slice(place).filter((chunk) => chunk.type === "epochs");
    return epochs.reduce((last, { epoch: first, loss }) => Math.max(last, first + loss.length - 1), epoch);
  }

  return {
    get epoch() {
      return epoch;
    },
    get playedEpochs() {
      return played;
    },
    get isAtEnd() {
      return place === chunks.length;
    },
    get isAtEpochs() {
      return chunks[place]?.type === "epochs";
    },
    next,

    playedChunks() {
      const part = chunks[place];
      const before = chunks.slice(0, place);
      return part?.type === "epochs" && offset > 0
        ? [...before, sliceEvents(part, part.seq, part.seq + offset - 1)]
        : before;
    },

    seek(to) {
      const last = lastEpoch();
      if (!Number.isInteger(to) || to < beginning || to > last) {
        return `expected an epoch from ${beginning} to ${last}, got ${to}`;
      }
      const told = line.findLast((part) => part.first <= to && to <= part.last);
      const chunk = told && chunks[told.place];
      if (chunk?.type === "epochs") standBehind(told!.place, to - chunk.epoch + 1);
      else if (to <= epoch && place >= opening) standBehind(opening, 0);
      else {
        const onTheWay: EventChunk[] = [];
        while (epoch < to || place < opening) onTheWay.push(next(Math.max(1, to - epoch)));
        return onTheWay;
      }
      cut(to);
      return [];
    },
  };
}
