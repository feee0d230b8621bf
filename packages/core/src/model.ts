/** What a training leaves behind and what is saved: a network with the scalers and columns its data had. */
import { encodedWidth, encodeRow, type Columns, type NamedRow } from "./columns.ts";
import { flatten, type Row } from "./dataset.ts";
import { createNetwork, outputsOf, predictFlat, type Network, type NetworkSpec } from "./network.ts";
import { applyScaler, undoScaler, type Scaler } from "./scaler.ts";

export interface Scalers {
  readonly inputs: Scaler;
  readonly targets: Scaler;
}

/** One row to predict: numbers, or a record with the columns' names where the model knows them. */
export type ModelInput = Row | NamedRow;

export interface Model {
  readonly network: Network;
  readonly scalers: Scalers;
  readonly columns?: Columns;
  /**
   * The (first) output for one row, in the target's own unit.
   * @throws RangeError when a number is missing or none, or a category unknown.
   */
  predict(row: ModelInput): number;
  /** All outputs for each row. */
  predictAll(rows: readonly ModelInput[]): number[][];
  /** The same for a flat vector `[rows, inputs]` of encoded, unscaled inputs; returns a new `[rows, outputs]`. */
  predictFlat(x: Float64Array): Float64Array;
  /** What `JSON.stringify` writes; `parseModel` reads it. */
  toJSON(): ModelJson;
}

/** A model as JSON: every number is there to be read, and comes back with every bit. */
export interface ModelJson {
  readonly format: "epochal-model";
  readonly version: 1;
  readonly network: NetworkSpec;
  readonly layers: readonly { readonly weights: readonly (readonly number[])[]; readonly biases: readonly number[] }[];
  readonly scalers: Scalers;
  readonly columns?: Columns;
}

/** A model with a copy of `parameters`. */
export function createModel(spec: NetworkSpec, parameters: Float64Array, scalers: Scalers, columns?: Columns): Model {
  const network = createNetwork(spec);
  network.parameters.set(parameters);
  const outputs = outputsOf(spec);

  function predictScaled(x: Float64Array): Float64Array {
    return undoScaler(scalers.targets, predictFlat(network, applyScaler(scalers.inputs, x)));
  }

  function numbers(row: ModelInput, i: number): readonly number[] {
    if (typeof row === "number") return [row];
    if (isNumbers(row)) return row;
    if (!columns)
      throw new TypeError("predict: expected a list of numbers, since this model has no column names, got a record");
    return encodeRow(columns.inputs, row, `predict: row ${i + 1}`);
  }

  function predictAll(rows: readonly ModelInput[]): number[][] {
    if (rows.length === 0) return [];
    const { values, width } = flatten(rows.map(numbers), "x", "predict");
    if (width !== spec.inputs) throw new RangeError(`predict: expected ${spec.inputs} numbers in a row, got ${width}`);
    const predicted = predictScaled(values);
    return rows.map((_, i) => Array.from(predicted.subarray(i * outputs, (i + 1) * outputs)));
  }

  return {
    network,
    scalers,
    ...(columns && { columns }),
    predict: (row) => predictAll([row])[0][0],
    predictAll,
    predictFlat: predictScaled,
    toJSON: () => ({
      format: "epochal-model",
      version: 1,
      network: spec,
      layers: network.layers.map(({ W, b, inputs, units }) => ({
        weights: Array.from({ length: inputs }, (_, p) => Array.from(W.subarray(p * units, (p + 1) * units))),
        biases: Array.from(b),
      })),
      scalers,
      ...(columns && { columns }),
    }),
  };
}

/**
 * A model from its JSON, as text or parsed.
 *
 * @throws TypeError when it is no model, RangeError when its version is unknown or its sizes do not fit.
 */
export function parseModel(json: string | ModelJson): Model {
  const value: unknown = typeof json === "string" ? parseJson(json) : json;
  if (!isRecord(value) || value.format !== "epochal-model") {
    throw new TypeError(
      'parseModel: expected a model with format "epochal-model", got something else: was it written by epochal?',
    );
  }
  if (value.version !== 1) {
    throw new RangeError(`parseModel: expected version 1, got ${String(value.version)}: a newer epochal may read it`);
  }
  const { network: spec, layers, scalers, columns } = value as unknown as ModelJson;
  if (!isRecord(spec) || !Array.isArray(spec.layers) || !Array.isArray(layers) || !isRecord(scalers)) {
    throw new TypeError("parseModel: expected network, layers and scalers, got a model without them");
  }
  const network = createNetwork(spec);
  network.layers.forEach((layer, i) => {
    const weights = (layers[i]?.weights ?? []).flat();
    const biases = layers[i]?.biases ?? [];
    checkVector(weights, layer.W.length, `weights of layer ${i + 1}`);
    checkVector(biases, layer.b.length, `biases of layer ${i + 1}`);
    layer.W.set(weights);
    layer.b.set(biases);
  });
  for (const [name, width] of [
    ["inputs", spec.inputs],
    ["targets", outputsOf(spec)],
  ] as const) {
    checkVector(scalers[name]?.offset ?? [], width, `offsets of the ${name}' scaler`);
    checkVector(scalers[name]?.scale ?? [], width, `scales of the ${name}' scaler`);
  }
  if (columns && encodedWidth(columns.inputs) !== spec.inputs) {
    throw new RangeError(`parseModel: expected columns for ${spec.inputs} inputs, got ${encodedWidth(columns.inputs)}`);
  }
  return createModel(spec, network.parameters, scalers, columns);
}

function checkVector(values: readonly number[], length: number, what: string): void {
  if (values.length !== length || !values.every(Number.isFinite)) {
    throw new RangeError(`parseModel: expected ${length} numbers as ${what}, got ${values.length} values`);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new TypeError(`parseModel: expected JSON, got text that is none: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

function isNumbers(row: readonly number[] | NamedRow): row is readonly number[] {
  return Array.isArray(row);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
