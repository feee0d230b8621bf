/** The rows of a training as JSON holds them, every bit kept. */
import { vectorFromJson, vectorToJson, type VectorJson } from "./vector-json.ts";
import type { Columns } from "../data/columns.ts";
import type { Dataset, TrainingData } from "../data/dataset.ts";

/** Each part of the data, and what its columns mean. */
export interface DataJson {
  /** Rows to learn from. */
  readonly train: DatasetJson;
  /** Rows to judge every epoch by. */
  readonly validation?: DatasetJson;
  /** Rows that nobody looks at until the report. */
  readonly test?: DatasetJson;
  /** Names and kinds of the columns, where there are any. */
  readonly columns?: Columns;
}

/** `Dataset` with its vectors as base64 of little-endian doubles. */
export interface DatasetJson {
  /** How many there are. */
  readonly rows: number;
  /** Numbers a row holds for the network to see. */
  readonly inputs: number;
  /** Numbers a row holds for the network to predict. */
  readonly outputs: number;
  /** `[rows, inputs]` row-major. */
  readonly x: VectorJson;
  /** `[rows, outputs]` row-major. */
  readonly y: VectorJson;
  /** How much each row counts, `[rows]`; where it is left out, all count alike. */
  readonly weights?: VectorJson;
}

const PARTS = ["train", "validation", "test"] as const;

export function dataToJson({ train, validation, test, columns }: TrainingData): DataJson {
  return {
    ...(columns && { columns }),
    train: datasetToJson(train),
    ...(validation && { validation: datasetToJson(validation) }),
    ...(test && { test: datasetToJson(test) }),
  };
}

function datasetToJson({ rows, inputs, outputs, x, y, weights }: Dataset): DatasetJson {
  return {
    rows,
    inputs,
    outputs,
    x: vectorToJson(x),
    y: vectorToJson(y),
    ...(weights && { weights: vectorToJson(weights) }),
  };
}

/**
 * The data that `dataToJson` was given.
 * @param where what an error begins with, such as `parseCheckpoint`.
 * @throws TypeError when a part is none, RangeError when its vectors are damaged or not as long as its rows need.
 */
export function dataFromJson(json: DataJson, where: string): TrainingData {
  const parts = PARTS.flatMap((name) => {
    const part: unknown = json[name];
    return part === undefined && name !== "train" ? [] : [[name, datasetFromJson(part, `${where}: ${name}`)]];
  });
  const { columns } = json;
  if (columns !== undefined && !(Array.isArray(columns?.inputs) && Array.isArray(columns.targets)))
    throw new TypeError(`${where}: expected columns with inputs and targets, got others`);
  return { ...(Object.fromEntries(parts) as TrainingData), ...(columns && { columns }) };
}

function datasetFromJson(json: unknown, where: string): Dataset {
  if (typeof json !== "object" || json === null) throw new TypeError(`${where}: expected rows, got none`);
  const { rows, inputs, outputs, x, y, weights } = json as DatasetJson;
  for (const [name, count] of Object.entries({ rows, inputs, outputs })) {
    if (!Number.isInteger(count) || count < 1)
      throw new RangeError(`${where}: expected ${name} to be an integer ≥ 1, got ${JSON.stringify(count)}`);
  }
  const vector = (text: unknown, name: string, length: number) => {
    const numbers = vectorFromJson(text, where, name);
    if (numbers.length !== length)
      throw new RangeError(`${where}: expected ${length} numbers in ${name} for ${rows} rows, got ${numbers.length}`);
    return numbers;
  };
  return {
    rows,
    inputs,
    outputs,
    x: vector(x, "x", rows * inputs),
    y: vector(y, "y", rows * outputs),
    ...(weights !== undefined && { weights: vector(weights, "weights", rows) }),
  };
}
