/** The rows of a training in a `start` message: in columns, bit for bit. */
import { checkColumns, vectorFromJson, vectorToJson } from "@epochal/core";
import type { Columns, Dataset, TrainingData, VectorJson } from "@epochal/core";
import { ProtocolError } from "../close-codes.ts";

/** The rows of each part, and the meaning of their columns. */
export interface RowsJson {
  /** Rows to train on. */
  readonly train: PartJson;
  /** Rows to evaluate each epoch on. */
  readonly validation?: PartJson | undefined;
  /** Rows that are only used for the report. */
  readonly test?: PartJson | undefined;
  /** Names and kinds of the columns, if they are known. */
  readonly columns?: unknown;
}

/** Columns of equal length. Each is a list of numbers or base64 of little-endian doubles. */
export interface PartJson {
  /** One for each input. */
  readonly x: readonly VectorJson[];
  /** One for each output. */
  readonly y: readonly VectorJson[];
  /** The weight of each row. */
  readonly weights?: VectorJson | undefined;
}

const PARTS = ["train", "validation", "test"] as const;
const WHERE = "decodeTraining";

/** The rows with their columns as base64. */
export function rowsToJson(data: TrainingData): RowsJson {
  const parts = PARTS.flatMap((name) => (data[name] ? [[name, partToJson(data[name])] as const] : []));
  return { ...(Object.fromEntries(parts) as unknown as RowsJson), ...(data.columns && { columns: data.columns }) };
}

function partToJson({ rows, inputs, outputs, x, y, weights }: Dataset): PartJson {
  const columns = (flat: Float64Array, width: number) =>
    Array.from({ length: width }, (_, j) =>
      vectorToJson(Float64Array.from({ length: rows }, (_row, i) => flat[i * width + j]!)),
    );
  return { x: columns(x, inputs), y: columns(y, outputs), ...(weights && { weights: vectorToJson(weights) }) };
}

/**
 * The rows that were passed to `rowsToJson`, bit for bit. Whether they fit the network is not checked here.
 * @throws ProtocolError if a column is invalid or has a different length, or if the parts differ in their columns or from
 * `columns`.
 */
export function rowsFromJson(json: RowsJson): TrainingData {
  const parts = PARTS.flatMap((name) => (json[name] ? [[name, partFromJson(json[name], name)] as const] : []));
  checkWidths(parts);
  const { columns } = json;
  const [, { inputs, outputs }] = parts[0]!;
  asProtocolError(() => checkColumns(columns, inputs, outputs, WHERE));
  return {
    ...(Object.fromEntries(parts) as unknown as TrainingData),
    ...(columns !== undefined && { columns: columns as Columns }),
  };
}

function checkWidths(parts: readonly (readonly [string, Dataset])[]): void {
  const [, first] = parts[0]!;
  for (const [name, part] of parts) {
    for (const [what, width] of Object.entries({ x: "inputs", y: "outputs" } as const)) {
      if (part[width] === first[width]) continue;
      throw new ProtocolError(
        `${WHERE}: expected ${first[width]} columns of ${what} in ${name}, as train has, got ${part[width]}`,
      );
    }
  }
}

function partFromJson({ x, y, weights }: PartJson, part: string): Dataset {
  const read = (vector: VectorJson, what: string) => readColumn(vector, `${what} in ${part}`);
  const inputs = x.map((vector, j) => read(vector, `column ${j + 1} of x`));
  const outputs = y.map((vector, j) => read(vector, `column ${j + 1} of y`));
  const counts = weights && read(weights, "weights");
  for (const [what, { length }] of Object.entries({ x: inputs, y: outputs })) {
    if (length === 0) throw new ProtocolError(`${WHERE}: expected at least 1 column of ${what} in ${part}, got 0`);
  }
  const rows = inputs[0]!.length;
  const named = { x: inputs, y: outputs, weights: counts ? [counts] : [] };
  for (const [what, all] of Object.entries(named)) {
    const wrong = all.find(({ length }) => length !== rows);
    if (wrong)
      throw new ProtocolError(
        `${WHERE}: expected ${rows} numbers in each column of ${what} in ${part}, got ${wrong.length}`,
      );
  }
  return {
    rows,
    inputs: inputs.length,
    outputs: outputs.length,
    x: rowMajor(inputs, rows),
    y: rowMajor(outputs, rows),
    ...(counts && { weights: counts }),
  };
}

function readColumn(vector: VectorJson, what: string): Float64Array {
  return asProtocolError(() => vectorFromJson(vector, WHERE, what));
}

/** Turns errors of core into protocol errors. */
function asProtocolError<Result>(read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    throw new ProtocolError((error as Error).message);
  }
}

function rowMajor(columns: readonly Float64Array[], rows: number): Float64Array {
  const width = columns.length;
  const flat = new Float64Array(rows * width);
  columns.forEach((column, j) => {
    for (let i = 0; i < rows; i++) flat[i * width + j] = column[i]!;
  });
  return flat;
}
