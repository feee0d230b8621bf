/**
 * A summary of events that are not sent: the number of each type, and the minimum, maximum, mean and newest value of each column
 * of their epochs. Its size does not depend on their number.
 */
import { EPOCH_COLUMNS, lastSeq, type EpochChunk, type EventChunk, type TrainingEvent } from "@epochal/stream/events";

/** The summary of a column, in a `gap` message. */
export interface ColumnRollup {
  /** Minimum. */
  readonly min: number;
  /** Maximum. */
  readonly max: number;
  /** Mean. */
  readonly mean: number;
  /** Newest value. */
  readonly last: number;
  /** Number of values, ≥ 1. */
  readonly count: number;
}

/** The fields of a `gap` message. */
export interface RollupJson {
  /** The number of events of each type, such as `epoch` or `snapshot`. */
  readonly types: Record<string, number>;
  /** By column: `epoch`, `loss`, `validationLoss` (with validation rows), `learningRate`, `gradientNorm`. */
  readonly rollup: Record<string, ColumnRollup>;
}

/** A growing summary of consecutive events. */
export interface Rollup {
  /** Adds newer events: those of a chunk from position `first` to `last`, by default all. */
  add(chunk: EventChunk, first?: number, last?: number): void;
  /** Adds a newer event. */
  addEvent(event: TrainingEvent): void;
  /** Adds the summary of newer events. */
  append(newer: Pick<Rollup, "types" | "columns">): void;
  /** The number of events of each type so far. */
  readonly types: ReadonlyMap<string, number>;
  /** The columns so far. */
  readonly columns: ReadonlyMap<string, Readonly<ColumnSums>>;
  /** The fields of a `gap` message. */
  toJSON(): RollupJson;
}

/** The growing summary of a column. */
export interface ColumnSums {
  /** Minimum. */
  min: number;
  /** Maximum. */
  max: number;
  /** Sum. */
  sum: number;
  /** Newest value. */
  last: number;
  /** Number of values. */
  count: number;
}

/** An empty rollup, or one that starts from the fields of a `gap` message. */
export function createRollup(from: { readonly [Key in keyof RollupJson]?: RollupJson[Key] | undefined } = {}): Rollup {
  const { types: counted = {}, rollup = {} } = from;
  const types = new Map(Object.entries(counted));
  const columns = new Map(
    Object.entries(rollup).map(([name, { mean, ...others }]): [string, ColumnSums] => [
      name,
      { ...others, sum: mean * others.count },
    ]),
  );

  function count(type: string, more: number): void {
    types.set(type, (types.get(type) ?? 0) + more);
  }

  function sumsOf(column: string): ColumnSums {
    let sums = columns.get(column);
    if (!sums) {
      sums = { min: Infinity, max: -Infinity, sum: 0, last: 0, count: 0 };
      columns.set(column, sums);
    }
    return sums;
  }

  function addNumber(column: string, value: number): void {
    addSums(column, { min: value, max: value, sum: value, last: value, count: 1 });
  }

  function addSums(column: string, { min, max, sum, last, count: more }: ColumnSums): void {
    const sums = sumsOf(column);
    sums.min = Math.min(sums.min, min);
    sums.max = Math.max(sums.max, max);
    sums.sum += sum;
    sums.last = last;
    sums.count += more;
  }

  function addEpochs(chunk: EpochChunk, from: number, to: number): void {
    if (to <= from) return;
    count("epoch", to - from);
    const [first, last] = [chunk.epoch + from, chunk.epoch + to - 1];
    addSums("epoch", { min: first, max: last, sum: ((first + last) / 2) * (to - from), last, count: to - from });
    for (const name of EPOCH_COLUMNS) {
      const values = chunk[name];
      if (values) addValues(sumsOf(name), values, from, to);
    }
  }

  return {
    types,
    columns,
    add(chunk, first = chunk.seq, last = lastSeq(chunk)) {
      if (chunk.type !== "epochs") count(chunk.type, 1);
      else addEpochs(chunk, Math.max(first, chunk.seq) - chunk.seq, Math.min(last, lastSeq(chunk)) - chunk.seq + 1);
    },
    addEvent(event) {
      count(event.type, 1);
      if (event.type !== "epoch") return;
      addNumber("epoch", event.epoch);
      for (const name of EPOCH_COLUMNS) {
        const value = event[name];
        if (value !== undefined) addNumber(name, value);
      }
    },
    append(newer) {
      for (const [type, more] of newer.types) count(type, more);
      for (const [column, sums] of newer.columns) addSums(column, sums);
    },
    toJSON: () => ({
      types: Object.fromEntries(types),
      rollup: Object.fromEntries(
        [...columns].map(([column, { min, max, sum, last, count: all }]) => [
          column,
          { min, max, mean: sum / all, last, count: all },
        ]),
      ),
    }),
  };
}

function addValues(sums: ColumnSums, values: Float64Array, from: number, to: number): void {
  // Local variables are many times as fast as fields: a run may emit a million epochs per second.
  let { min, max, sum } = sums;
  for (let i = from; i < to; i++) {
    const value = values[i]!;
    if (value < min) min = value;
    if (value > max) max = value;
    sum += value;
  }
  Object.assign(sums, { min, max, sum });
  sums.last = values[to - 1]!;
  sums.count += to - from;
}
