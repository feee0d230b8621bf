/** The rows of a training as exact JSON. */
import { showValue } from "../spec/show-value.ts";
import { vectorFromJson, vectorToJson, type VectorJson } from "./vector-json.ts";
import type { Columns } from "../data/columns.ts";
import type { Dataset, TrainingData } from "../data/dataset.ts";

/** `TrainingData` as JSON. */
export interface DataJson {
  /** Training rows. */
  readonly train: DatasetJson;
  /** Validation rows. */
  readonly validation?: DatasetJson;
  /** Test rows. */
  readonly test?: DatasetJson;
  /** Names and kinds of the columns, if known. */
  readonly columns?: Columns;
}

/** `Dataset` with its vectors as base64 of little-endian doubles. */
export interface DatasetJson {
  /** Number of rows. */
  readonly rows: number;
  /** Number of inputs per row. */
  readonly inputs: number;
  /** Number of targets per row. */
  readonly outputs: number;
  /** `[rows, inputs]` row-major. */
  readonly x: VectorJson;
  /** `[rows, outputs]` row-major. */
  readonly y: VectorJson;
  /** Weight of each row, `[rows]`. Default: all rows count equally. */
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
 * The inverse of `dataToJson`.
 * @param where starts the error messages, such as `parseCheckpoint`.
 * @throws TypeError when a part is missing or invalid, RangeError when its vectors are damaged or have the wrong length.
 */
export function dataFromJson(json: DataJson, where: string): TrainingData {
  const parts = PARTS.flatMap((name) => {
    const part: unknown = json[name];
    return part === undefined && name !== "train" ? [] : [[name, datasetFromJson(part, `${where}: ${name}`)]];
  });
  const { columns } = json;
  if (columns !== undefined && !(Array.isArray(columns?.inputs) && Array.isArray(columns.targets)))
    throw new TypeError(`${where}: expected columns with lists of inputs and targets`);
  return { ...(Object.fromEntries(parts) as TrainingData), ...(columns && { columns }) };
}

function datasetFromJson(json: unknown, where: string): Dataset {
  if (typeof json !== "object" || json === null) throw new TypeError(`${where}: expected rows, got ${showValue(json)}`);
  const { rows, inputs, outputs, x, y, weights } = json as DatasetJson;
  for (const [name, count] of Object.entries({ rows, inputs, outputs })) {
    if (!Number.isInteger(count) || count < 1)
      throw new RangeError(`${where}: expected ${name} to be an integer ≥ 1, got ${showValue(count)}`);
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
