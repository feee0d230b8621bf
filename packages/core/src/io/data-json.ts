/** The rows of a training as exact JSON. */
import { checkColumns } from "../data/check-columns.ts";
import { checkWeights } from "../data/dataset.ts";
import { checkRecord } from "../spec/registry.ts";
import { showValue } from "../spec/show-value.ts";
import { isRecord } from "./record.ts";
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

const PARTS = ["validation", "test"] as const;

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
 * The inverse of `dataToJson`. Validates every value; allocates no more than the text contains.
 * @param where starts the error messages, such as `parseCheckpoint`.
 * @throws TypeError when a part is missing or invalid, RangeError when its vectors are damaged or have the wrong length.
 */
export function dataFromJson(json: unknown, where: string): TrainingData {
  const record = checkRecord(json, "data", where);
  const read = (name: string) => datasetFromJson(record[name], `${where}: ${name}`);
  const train = read("train");
  const { inputs, outputs } = train;
  const others = PARTS.flatMap((name) => {
    if (record[name] === undefined) return [];
    const part = read(name);
    if (part.inputs === inputs && part.outputs === outputs) return [[name, part]];
    const [expected, found] = [train, part].map((one) => `${one.inputs} inputs and ${one.outputs} outputs`);
    throw new RangeError(`${where}: ${name}: expected ${expected}, as in train, got ${found}`);
  });
  const { columns } = record;
  checkColumns(columns, inputs, outputs, where);
  return { train, ...Object.fromEntries(others), ...(columns && { columns }) };
}

function datasetFromJson(json: unknown, where: string): Dataset {
  if (!isRecord(json)) throw new TypeError(`${where}: expected rows, got ${showValue(json)}`);
  const [rows, inputs, outputs] = ["rows", "inputs", "outputs"].map((name) => {
    const count = json[name];
    if (Number.isSafeInteger(count) && (count as number) >= 1) return count as number;
    throw new RangeError(`${where}: expected ${name} to be an integer ≥ 1, got ${showValue(count)}`);
  });
  const vector = (name: string, length: number) => {
    const numbers = vectorFromJson(json[name], where, name);
    if (numbers.length !== length)
      throw new RangeError(`${where}: expected ${length} numbers in ${name} for ${rows} rows, got ${numbers.length}`);
    return numbers;
  };
  const dataset = { rows, inputs, outputs, x: vector("x", rows * inputs), y: vector("y", rows * outputs) };
  if (json.weights === undefined) return dataset;
  const weights = vector("weights", rows);
  checkWeights(weights, where);
  return { ...dataset, weights };
}
