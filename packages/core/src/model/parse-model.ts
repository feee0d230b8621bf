/** A saved model is read again, and refused in one line where it is none. */
import { checkColumns } from "../data/check-columns.ts";
import { checkNetworkSpec } from "../spec/check-network-spec.ts";
import { lookup } from "../spec/registry.ts";
import { showValue } from "../spec/show-value.ts";
import { outputTransforms, type OutputTransform, type OutputTransformName } from "../output-transforms/index.ts";
import { createModel, type Model, type ModelJson, type Scalers } from "./model.ts";
import { layerSizes, outputCount } from "../network/network.ts";
import type { NetworkSpec } from "../spec/network-spec.ts";

/** What a value is before it has been looked at. */
type Unknown = Partial<Record<string, unknown>>;

/**
 * A model from its JSON, as text or parsed. All of it is checked, since people change such files by hand.
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
    throw new RangeError(
      `parseModel: expected version 1, got ${showValue(value.version)}: a newer epochal may read it`,
    );
  }
  const { network: spec, members, scalers, columns, residuals } = value;
  if (!isRecord(spec) || !Array.isArray(members) || !isRecord(scalers)) {
    throw new TypeError("parseModel: expected network, members and scalers, got a model without them");
  }
  checkNetworkSpec(spec, "parseModel");
  const parameters = readMembers(members, spec);

  const link = readLink(value.link);
  const outputs = outputCount(spec);
  // Before links had a name, a network with two outputs for each target was one that says how sure it is.
  const isGaussian = link === undefined && 2 * lengthOf(scalers, "targets") === outputs;
  const { outputsPerTarget = 1 }: OutputTransform = outputTransforms[isGaussian ? "gaussian" : (link ?? "identity")];
  const targets = outputs / outputsPerTarget;
  checkScaler(scalers, "inputs", spec.inputs);
  checkScaler(scalers, "targets", targets);
  checkColumns(columns, spec.inputs, targets, "parseModel");
  checkResiduals(residuals, targets);
  return createModel(spec, Float64Array.from(parameters), scalers as unknown as Scalers, {
    ...(link && { link }),
    ...(columns !== undefined && { columns }),
    ...(residuals !== undefined && { residuals }),
  });
}

/** All parameters, in the order of `Network.parameters`. They are as many as the file has, however large its spec says it is. */
function readMembers(members: readonly unknown[], spec: NetworkSpec): number[] {
  const { members: count = 1, layers } = spec;
  if (members.length !== count) throw new RangeError(`parseModel: expected ${count} members, got ${members.length}`);
  const sizes = layerSizes(spec);
  const parameters: number[] = [];
  for (const member of members) {
    const json: Unknown = isRecord(member) ? member : {};
    const list: readonly unknown[] = Array.isArray(json.layers) ? json.layers : [];
    sizes.forEach(({ inputs, units }, i) => {
      const isShortcut = i === layers.length;
      const layer = isShortcut ? json.shortcut : list[i];
      readLayer(parameters, layer, inputs, units, isShortcut ? "the shortcut" : `layer ${i + 1}`);
    });
  }
  return parameters;
}

function readLayer(parameters: number[], layer: unknown, inputs: number, units: number, where: string): void {
  const { weights, biases }: Unknown = isRecord(layer) ? layer : {};
  const count = Array.isArray(weights) ? weights.flat().length : 0;
  if (!Array.isArray(weights) || count !== inputs * units)
    throw new RangeError(`parseModel: expected ${inputs * units} numbers as weights of ${where}, got ${count} values`);
  if (weights.length !== inputs)
    throw new RangeError(`parseModel: expected a list for each of ${inputs} inputs of ${where}, got ${weights.length}`);
  weights.forEach((row: unknown, p) => {
    const numbers = readNumbers(row, units, `weights of input ${p + 1} of ${where}`);
    for (const number of numbers) parameters.push(number);
  });
  for (const number of readNumbers(biases, units, `biases of ${where}`)) parameters.push(number);
}

function readNumbers(values: unknown, length: number, what: string): readonly number[] {
  const list: readonly unknown[] = Array.isArray(values) ? values : [];
  if (list.length !== length)
    throw new RangeError(`parseModel: expected ${length} numbers as ${what}, got ${list.length} values`);
  const wrong = list.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0)
    throw new RangeError(
      `parseModel: expected finite numbers as ${what}, got ${showValue(list[wrong])} at index ${wrong}`,
    );
  return list as readonly number[];
}

function readLink(link: unknown): OutputTransformName | undefined {
  if (link === undefined) return undefined;
  if (typeof link !== "string") throw new TypeError(`parseModel: expected link to be a name, got ${showValue(link)}`);
  lookup(outputTransforms as Readonly<Record<string, OutputTransform>>, link, "parseModel", "link");
  return link as OutputTransformName;
}

function checkScaler(scalers: Unknown, name: "inputs" | "targets", width: number): void {
  const { offset, scale }: Unknown = isRecord(scalers[name]) ? scalers[name] : {};
  readNumbers(offset, width, `offsets of the ${name}' scaler`);
  const scales = readNumbers(scale, width, `scales of the ${name}' scaler`);
  const zero = scales.indexOf(0);
  if (zero >= 0)
    throw new RangeError(`parseModel: expected scales of the ${name}' scaler other than 0, got 0 at index ${zero}`);
}

/** How long a scaler is, 0 where it is none. */
function lengthOf(scalers: Unknown, name: "inputs" | "targets"): number {
  const scaler = scalers[name];
  return isRecord(scaler) && Array.isArray(scaler.scale) ? scaler.scale.length : 0;
}

function checkResiduals(residuals: unknown, targets: number): asserts residuals is readonly number[][] | undefined {
  if (residuals === undefined) return;
  if (!Array.isArray(residuals) || residuals.length !== targets)
    throw new RangeError(`parseModel: expected residuals of ${targets} targets, got ${showValue(residuals)}`);
  for (const [j, list] of residuals.entries()) {
    const what = `residuals of target ${j + 1}`;
    const numbers = readNumbers(list, Array.isArray(list) ? list.length : 1, what);
    const wrong = numbers.findIndex((value, i) => value < (numbers[i - 1] ?? 0));
    if (wrong >= 0)
      throw new RangeError(
        `parseModel: expected ${what} ≥ 0, the smallest first, got ${numbers[wrong]} at index ${wrong}`,
      );
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

function isRecord(value: unknown): value is Unknown {
  return typeof value === "object" && value !== null;
}
