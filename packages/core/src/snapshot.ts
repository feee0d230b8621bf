/** A trainer's whole state as plain data: restoring it gives the same bits as never having stopped. */
export interface Snapshot {
  readonly version: 1;
  /** Epochs completed. */
  readonly epoch: number;
  /** Updates completed. */
  readonly step: number;
  /** Batches done of the epoch that has begun; 0 between two epochs. */
  readonly batch: number;
  /** Sum over these batches of loss · weight, and of the weights: rows, where all count alike. */
  readonly lossSum: number;
  readonly weightSum: number;
  /** The optimizer's settings now, which may have been changed since the spec. */
  readonly settings: Readonly<Record<string, number>>;
  readonly parameters: Float64Array;
  /** What the optimizer remembers: its slots, one after another, each as long as `parameters`. */
  readonly memory: Float64Array;
  /** The parameters with which the epoch that has begun started; only where it has begun and they are needed for `best`. */
  readonly epochStart?: Float64Array;
  readonly best?: Best;
}

/** The parameters with the lowest watched loss so far. */
export interface Best {
  /** Epochs completed when the parameters were these; 0 is the untrained network. */
  readonly epoch: number;
  readonly loss: number;
  readonly parameters: Float64Array;
}

/** A snapshot as JSON holds it: vectors as lists, which keep every bit but the sign of a zero. */
export type SnapshotJson = {
  readonly [Key in keyof Snapshot]: Snapshot[Key] extends infer Value
    ? Value extends Float64Array
      ? readonly number[]
      : Value extends Best
        ? { readonly epoch: number; readonly loss: number; readonly parameters: readonly number[] }
        : Value
    : never;
};

/** The snapshot with lists in place of vectors. */
export function snapshotToJson(snapshot: Snapshot): SnapshotJson {
  const { parameters, memory, epochStart, best, ...position } = snapshot;
  return {
    ...position,
    parameters: Array.from(parameters),
    memory: Array.from(memory),
    ...(epochStart && { epochStart: Array.from(epochStart) }),
    ...(best && { best: { ...best, parameters: Array.from(best.parameters) } }),
  };
}

/**
 * The snapshot that `snapshotToJson` was given.
 * @throws RangeError when a list holds something that is not a finite number: JSON makes null of NaN and Infinity.
 */
export function snapshotFromJson(json: SnapshotJson): Snapshot {
  const { parameters, memory, epochStart, best, ...position } = json;
  return {
    ...position,
    parameters: vector(parameters, "parameters"),
    memory: vector(memory, "memory"),
    ...(epochStart && { epochStart: vector(epochStart, "epochStart") }),
    ...(best && { best: { ...best, parameters: vector(best.parameters, "best.parameters") } }),
  };
}

function vector(numbers: readonly number[], name: string): Float64Array {
  const wrong = numbers.findIndex((number) => !Number.isFinite(number));
  if (wrong >= 0) {
    throw new RangeError(
      `snapshotFromJson: expected finite numbers in ${name}, got ${numbers[wrong]} at index ${wrong}`,
    );
  }
  return Float64Array.from(numbers);
}
