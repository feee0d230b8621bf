/** A trainer's whole state as plain data, and that as text. */
import { vectorFromJson, vectorToJson, type VectorJson } from "../io/vector-json.ts";

/** Restoring it gives the same bits as never having stopped. */
export interface Snapshot {
  readonly version: 1;
  /** Epochs completed. */
  readonly epoch: number;
  /** Updates completed. */
  readonly step: number;
  /** Batches done of the epoch that has begun; 0 between two epochs. */
  readonly batch: number;
  /** Sum over these batches of loss · weight. */
  readonly lossSum: number;
  /** Sum of the weights: rows, where all count alike. */
  readonly weightSum: number;
  /** The optimizer's settings now; and of the other numbers that `Trainer.set` can change those that differ from the spec's. */
  readonly settings: Readonly<Record<string, number>>;
  /** All weights and biases, laid out as in `Network`. */
  readonly parameters: Float64Array;
  /** What the optimizer remembers: its slots, one after another, each as long as `parameters`. */
  readonly memory: Float64Array;
  /** The parameters with which the epoch that has begun started; only where it has begun and they are needed for `best`. */
  readonly epochStart?: Float64Array;
  /** The best so far, where an epoch has been judged. */
  readonly best?: BestParameters;
  /** Where it diverged and began again with other first weights: the last time it did. */
  readonly restart?: Restart;
}

/** The parameters with the lowest watched loss so far. */
export interface BestParameters {
  /** Epochs completed when the parameters were these; 0 is the untrained network. */
  readonly epoch: number;
  /** The watched loss with them. */
  readonly loss: number;
  /** Laid out as in `Network`. */
  readonly parameters: Float64Array;
}

/** A training that has begun again. */
export interface Restart {
  /** How often it has, ≥ 1. */
  readonly count: number;
  /** Epochs that were completed before, the one that diverged among them. */
  readonly epoch: number;
  /** Updates that were done before. */
  readonly step: number;
  /** The lowest watched loss since. */
  readonly lowest?: LowestLoss;
}

/** A watched loss that no other was below. */
export interface LowestLoss {
  /** Epochs completed when it was told. */
  readonly epoch: number;
  /** On the rows that judge, or as the mean of an epoch's batches. */
  readonly loss: number;
}

/**
 * A snapshot as JSON holds it, every bit kept. Version 2 of this text has vectors as base64 of little-endian doubles; version
 * 1 had lists of numbers, of which the sign of a zero was lost.
 */
export type SnapshotJson = Omit<VectorsAsJson<Snapshot>, "version"> & { readonly version: 1 | 2 };

type VectorsAsJson<State> = {
  readonly [Key in keyof State]: State[Key] extends infer Value
    ? Value extends ArrayLike<number>
      ? VectorJson
      : Value extends BestParameters
        ? VectorsAsJson<BestParameters>
        : Value
    : never;
};

/** The snapshot with text in place of vectors. */
export function snapshotToJson(snapshot: Snapshot): SnapshotJson {
  const { parameters, memory, epochStart, best, ...position } = snapshot;
  return {
    ...position,
    version: 2,
    parameters: vectorToJson(parameters),
    memory: vectorToJson(memory),
    ...(epochStart && { epochStart: vectorToJson(epochStart) }),
    ...(best && { best: { ...best, parameters: vectorToJson(best.parameters) } }),
  };
}

/**
 * The snapshot that `snapshotToJson` was given, also by an older version.
 * @throws RangeError when the version is unknown, a vector's text is damaged or holds a number that is not finite; TypeError
 * when there is no vector where one should be.
 */
export function snapshotFromJson(json: SnapshotJson): Snapshot {
  const { version, parameters, memory, epochStart, best, ...position } = json;
  if (version !== 1 && version !== 2) {
    throw new RangeError(
      `snapshotFromJson: expected version 1 or 2, got ${String(version)}: a newer epochal may read it`,
    );
  }
  const vector = (value: VectorJson, name: string) => vectorFromJson(value, "snapshotFromJson", name);
  return {
    ...position,
    version: 1,
    parameters: vector(parameters, "parameters"),
    memory: vector(memory, "memory"),
    ...(epochStart !== undefined && { epochStart: vector(epochStart, "epochStart") }),
    ...(best && { best: { ...best, parameters: vector(best.parameters, "best.parameters") } }),
  };
}
