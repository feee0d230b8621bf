/**
 * Consecutive epochs as columns of numbers. A small network trains 100,000 epochs a second: one object per epoch is too slow to
 * store, send and draw.
 */
import type { EpochColumns } from "@epochal/core";
import type { EpochEvent, TrainingEvent } from "./training-event.ts";

/** Consecutive events as they are stored and sent: epochs in columns, every other event alone. */
export type EventChunk = EpochChunk | Exclude<TrainingEvent, EpochEvent>;

/** Consecutive `epoch` events, one column for each number. `epoch` is the first one; the others follow without a gap. */
export interface EpochChunk extends EpochColumns {
  readonly type: "epochs";
  /** Position of the first event; the others follow without a gap. */
  readonly seq: number;
  /** When the events were emitted, in milliseconds since 1970. With `times`: when the first was. */
  readonly time: number;
  /** When each event was emitted. Absent if all were emitted at `time`. */
  readonly times?: Float64Array;
}

/** The columns of numbers in a chunk. `validationLoss` is absent without validation rows. */
export const EPOCH_COLUMNS = ["loss", "validationLoss", "learningRate", "gradientNorm"] as const;

interface PerColumn<Value> {
  readonly loss: Value;
  readonly validationLoss?: Value;
  readonly learningRate: Value;
  readonly gradientNorm: Value;
}

type Columns = PerColumn<Float64Array>;

/** The position of the last event in a chunk. */
export function lastSeq(chunk: EventChunk): number {
  return chunk.seq + countEvents(chunk) - 1;
}

/** The number of events in a chunk. */
export function countEvents(chunk: EventChunk): number {
  return chunk.type === "epochs" ? chunk.loss.length : 1;
}

/** The events of a chunk, one by one; only those after the position `after`. An epoch alone is its own event. */
export function* eventsOf(chunk: EventChunk | TrainingEvent, after = 0): Generator<TrainingEvent, void> {
  if (chunk.type !== "epochs") {
    if (chunk.seq > after) yield chunk;
    return;
  }
  for (let i = Math.max(0, after + 1 - chunk.seq); i < chunk.loss.length; i++) {
    const validationLoss = chunk.validationLoss?.[i];
    yield {
      type: "epoch",
      seq: chunk.seq + i,
      time: chunk.times?.[i] ?? chunk.time,
      epoch: chunk.epoch + i,
      loss: chunk.loss[i]!,
      ...(validationLoss !== undefined && { validationLoss }),
      learningRate: chunk.learningRate[i]!,
      gradientNorm: chunk.gradientNorm[i]!,
    };
  }
}

/** The results of `map` for each column; absent columns stay absent. */
export function mapColumns<From, To>(
  { loss, validationLoss, learningRate, gradientNorm }: PerColumn<From>,
  map: (column: From) => To,
): PerColumn<To> {
  return {
    loss: map(loss),
    ...(validationLoss !== undefined && { validationLoss: map(validationLoss) }),
    learningRate: map(learningRate),
    gradientNorm: map(gradientNorm),
  };
}

/** The events of a chunk from position `first` to `last`, both included. The columns are views of the chunk's. */
export function sliceEvents(chunk: EpochChunk, first: number, last: number): EpochChunk;
export function sliceEvents(chunk: EventChunk, first: number, last: number): EventChunk;
export function sliceEvents(chunk: EventChunk, first: number, last: number): EventChunk {
  if (chunk.type !== "epochs" || (first <= chunk.seq && last >= lastSeq(chunk))) return chunk;
  const [from, to] = [first - chunk.seq, last - chunk.seq + 1];
  const { times } = chunk;
  return {
    type: "epochs",
    seq: first,
    time: times?.[from] ?? chunk.time,
    ...(times && { times: times.subarray(from, to) }),
    epoch: chunk.epoch + from,
    ...mapColumns(chunk, (column) => column.subarray(from, to)),
  };
}

/** Whether `next` continues the epochs of `chunk` without a gap and with the same columns. A restart of a training skips an epoch. */
export function isContinuedBy(chunk: EpochChunk, next: EpochChunk): boolean {
  const { length } = chunk.loss;
  return (
    next.seq === chunk.seq + length &&
    next.epoch === chunk.epoch + length &&
    (next.validationLoss === undefined) === (chunk.validationLoss === undefined)
  );
}

/**
 * The columns of consecutive parts, end to end. The columns of a single part are returned as they are.
 * @throws RangeError without a part.
 */
export function concatColumns(parts: readonly Columns[]): Columns {
  const [first] = parts;
  if (!first) throw new RangeError("concatColumns: expected at least 1 part, got 0");
  if (parts.length === 1) return mapColumns(first, (column) => column);
  return {
    loss: concat(parts.map((part) => part.loss)),
    ...(first.validationLoss && {
      validationLoss: concat(parts.map((part) => part.validationLoss ?? new Float64Array())),
    }),
    learningRate: concat(parts.map((part) => part.learningRate)),
    gradientNorm: concat(parts.map((part) => part.gradientNorm)),
  };
}

/**
 * Chunks that continue each other (see `isContinuedBy`) as one chunk with the time of each event.
 * @throws RangeError without a chunk.
 */
export function concatEpochs(chunks: readonly EpochChunk[]): EpochChunk {
  const [first] = chunks;
  if (!first) throw new RangeError("concatEpochs: expected at least 1 chunk, got 0");
  if (chunks.length === 1) return first;
  return {
    type: "epochs",
    seq: first.seq,
    time: first.time,
    times: concat(chunks.map((chunk) => chunk.times ?? new Float64Array(chunk.loss.length).fill(chunk.time))),
    epoch: first.epoch,
    ...concatColumns(chunks),
  };
}

function concat(columns: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(columns.reduce((length, column) => length + column.length, 0));
  let end = 0;
  for (const column of columns) {
    all.set(column, end);
    end += column.length;
  }
  return all;
}
