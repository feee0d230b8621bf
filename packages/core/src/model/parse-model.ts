/** Reads a saved model and validates every value. */
import { checkVersion } from "../io/check-version.ts";
import { checkColumns } from "../data/check-columns.ts";
import { checkKnots } from "../data/check-knots.ts";
import { scaledWidth } from "../data/scaler.ts";
import { checkNetworkSpec } from "../spec/check-network-spec.ts";
import { lookup } from "../spec/registry.ts";
import { parseJson } from "../io/parse-json.ts";
import { isRecord, type UnknownRecord } from "../io/record.ts";
import { showValue } from "../spec/show-value.ts";
import { outputTransforms, type OutputTransform, type OutputTransformName } from "../output-transforms/index.ts";
import { encodeRow } from "../data/encode-row.ts";
import { restoreModel } from "../io/restore-model.ts";
import type { Model, ModelJson } from "./model.ts";
import { layerSizes, outputCount } from "../network/layer-sizes.ts";
import type { Kernels } from "../network/kernels.ts";
import type { NetworkSpec } from "../spec/network-spec.ts";

/**
 * A model from its JSON, as text or parsed. Everything is validated, since people edit such files by hand.
 *
 * @param options.kernels the matrix products of its network; `createSimdKernels()` predicts large tables several times as fast, to the
 * same bits. Default: plain TypeScript.
 * @throws TypeError when it is not a model, RangeError when its version is unknown or its sizes do not match.
 */
export function parseModel(json: string | ModelJson, options: { readonly kernels?: Kernels | undefined } = {}): Model {
  const value: unknown = typeof json === "string" ? parseJson(json, "parseModel") : json;
  if (!isRecord(value) || value.format !== "epochal-model") {
    const found = isRecord(value) ? value.format : value;
    throw new TypeError(`parseModel: expected a model with format "epochal-model", got ${showValue(found)}`);
  }
  checkVersion(value.version, "parseModel");
  const { network: spec, members, scalers, columns, residuals, difficulties } = value;
  checkNetworkSpec(spec, "parseModel");
  if (!Array.isArray(members)) throw new TypeError(`parseModel: expected a list of members, got ${showValue(members)}`);
  if (!isRecord(scalers)) throw new TypeError(`parseModel: expected scalers, got ${showValue(scalers)}`);
  checkMembers(members, spec);

  const link = readLink(value.link);
  const outputs = outputCount(spec);
  // Models saved before `link` existed are gaussian if they have two outputs per target.
  const isGaussian = link === undefined && 2 * scalerWidth(scalers, "targets") === outputs;
  const { outputsPerTarget = 1 }: OutputTransform = outputTransforms[isGaussian ? "gaussian" : (link ?? "identity")];
  const targets = outputs / outputsPerTarget;
  const inputs = checkInputs(scalers, spec.inputs);
  checkScaler(scalers, "inputs", inputs);
  checkScaler(scalers, "targets", targets);
  checkColumns(columns, inputs, targets, "parseModel");
  checkResiduals(residuals, columns?.classes ? 1 : targets);
  checkDifficulties(difficulties, targets);
  return restoreModel(value as unknown as ModelJson, encodeRow, options.kernels);
}

/** Allocates only what the file contains, however large its spec claims to be. */
function checkMembers(members: readonly unknown[], spec: NetworkSpec): void {
  const { members: count = 1, layers } = spec;
  if (members.length !== count) throw new RangeError(`parseModel: expected ${count} members, got ${members.length}`);
  const sizes = layerSizes(spec);
  for (const member of members) {
    const json: UnknownRecord = isRecord(member) ? member : {};
    const list: readonly unknown[] = Array.isArray(json.layers) ? json.layers : [];
    sizes.forEach(({ inputs, units }, i) => {
      const isShortcut = i === layers.length;
      const layer = isShortcut ? json.shortcut : list[i];
      checkLayer(layer, inputs, units, isShortcut ? "the shortcut" : `layer ${i + 1}`);
    });
  }
}

function checkLayer(layer: unknown, inputs: number, units: number, where: string): void {
  const { weights, biases }: UnknownRecord = isRecord(layer) ? layer : {};
  const count = Array.isArray(weights) ? weights.flat().length : 0;
  if (!Array.isArray(weights) || count !== inputs * units)
    throw new RangeError(
      `parseModel: expected ${inputs * units} numbers for the weights of ${where}, got ${count} values`,
    );
  if (weights.length !== inputs)
    throw new RangeError(`parseModel: expected weights of ${inputs} inputs in ${where}, got ${weights.length}`);
  weights.forEach((row: unknown, p) => {
    readNumbers(row, units, `the weights of input ${p + 1} in ${where}`);
  });
  readNumbers(biases, units, `the biases of ${where}`);
}

function readNumbers(values: unknown, length: number, what: string): readonly number[] {
  const list: readonly unknown[] | undefined = Array.isArray(values) ? values : undefined;
  if (list?.length !== length) {
    const found = list ? `${list.length} values` : showValue(values);
    throw new RangeError(`parseModel: expected ${length} numbers for ${what}, got ${found}`);
  }
  const wrong = list.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0)
    throw new RangeError(
      `parseModel: expected finite numbers for ${what}, got ${showValue(list[wrong])} at index ${wrong}`,
    );
  return list as readonly number[];
}

function readLink(link: unknown): OutputTransformName | undefined {
  if (link === undefined) return undefined;
  if (typeof link !== "string") throw new TypeError(`parseModel: expected link to be a name, got ${showValue(link)}`);
  lookup(outputTransforms as Readonly<Record<string, OutputTransform>>, link, "parseModel", "link");
  return link as OutputTransformName;
}

/** Number of inputs before knots add their parts. */
function checkInputs(scalers: UnknownRecord, width: number): number {
  const { knots }: UnknownRecord = isRecord(scalers.inputs) ? scalers.inputs : {};
  if (knots === undefined) return width;
  checkKnots(knots, "parseModel");
  const found = scaledWidth(knots.length, knots);
  if (found !== width)
    throw new RangeError(`parseModel: expected knots that lead to ${width} inputs of the network, got ${found}`);
  return knots.length;
}

function checkScaler(scalers: UnknownRecord, name: "inputs" | "targets", width: number): void {
  const { offset, scale, limits }: UnknownRecord = isRecord(scalers[name]) ? scalers[name] : {};
  readNumbers(offset, width, `the offsets of the ${name}' scaler`);
  const scales = readNumbers(scale, width, `the scales of the ${name}' scaler`);
  const zero = scales.indexOf(0);
  if (zero >= 0)
    throw new RangeError(`parseModel: expected nonzero scales in the ${name}' scaler, got 0 at index ${zero}`);
  if (limits === undefined) return;
  if (!Array.isArray(limits) || limits.length !== width)
    throw new RangeError(`parseModel: expected limits of ${width} ${name}, got ${showValue(limits)}`);
  limits.forEach((pair: unknown, i) => {
    const [lowest, highest] = readNumbers(pair, 2, `the limits of the ${name}' scaler at index ${i}`);
    if (lowest > highest)
      throw new RangeError(
        `parseModel: expected ascending limits of the ${name}, got ${lowest}, ${highest} at index ${i}`,
      );
  });
}

/** Number of columns of a scaler; 0 if it is invalid. */
function scalerWidth(scalers: UnknownRecord, name: "inputs" | "targets"): number {
  const scaler = scalers[name];
  return isRecord(scaler) && Array.isArray(scaler.scale) ? scaler.scale.length : 0;
}

function checkResiduals(residuals: unknown, targets: number): void {
  if (residuals === undefined) return;
  if (!Array.isArray(residuals) || residuals.length !== targets)
    throw new RangeError(`parseModel: expected residuals of ${targets} targets, got ${showValue(residuals)}`);
  for (const [j, list] of residuals.entries()) {
    const what = `residuals of target ${j + 1}`;
    const numbers = readNumbers(list, Array.isArray(list) ? list.length : 1, what);
    const wrong = numbers.findIndex((value, i) => value < (numbers[i - 1] ?? 0));
    if (wrong >= 0)
      throw new RangeError(
        `parseModel: expected ${what} ≥ 0 in ascending order, got ${numbers[wrong]} at index ${wrong}`,
      );
  }
}

function checkDifficulties(list: unknown, targets: number): void {
  if (list === undefined) return;
  if (!Array.isArray(list) || list.length !== targets)
    throw new RangeError(`parseModel: expected difficulties of ${targets} targets, got ${showValue(list)}`);
  for (const [j, difficulty] of list.entries()) {
    const what = `the difficulty of target ${j + 1}`;
    const { at, factors }: UnknownRecord = isRecord(difficulty) ? difficulty : {};
    const predictions = readNumbers(at, Array.isArray(at) ? at.length : 1, `the predictions in ${what}`);
    const descending = predictions.findIndex((value, i) => value < (predictions[i - 1] ?? -Infinity));
    if (descending >= 0)
      throw new RangeError(
        `parseModel: expected ascending predictions in ${what}, got ${predictions[descending]} at index ${descending}`,
      );
    const wrong = readNumbers(factors, predictions.length, `the factors in ${what}`).findIndex((factor) => factor <= 0);
    if (wrong >= 0)
      throw new RangeError(`parseModel: expected factors above 0 in ${what}, got one ≤ 0 at index ${wrong}`);
  }
}
