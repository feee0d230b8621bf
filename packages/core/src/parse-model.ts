/** A saved model is read again, and refused in one line where it is none. */
import { encodedWidth } from "./columns.ts";
import { createModel, type LayerJson, type MemberJson, type Model, type ModelJson } from "./model.ts";
import { createNetwork, outputsOf } from "./network.ts";
import type { Dense } from "./dense.ts";

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
  const { network: spec, members, scalers, columns, residuals } = value as unknown as ModelJson;
  if (!isRecord(spec) || !Array.isArray(spec.layers) || !Array.isArray(members) || !isRecord(scalers)) {
    throw new TypeError("parseModel: expected network, members and scalers, got a model without them");
  }
  const network = createNetwork(spec);
  network.members.forEach(({ layers, shortcut }, m) => {
    const member: Partial<MemberJson> = members[m] ?? {};
    layers.forEach((layer, i) => readLayer(layer, member.layers?.[i], `layer ${i + 1}`));
    if (shortcut) readLayer(shortcut, member.shortcut, "the shortcut");
  });
  // A network may say more of each target than one number.
  const targets = scalers.targets?.scale?.length === outputsOf(spec) / 2 ? outputsOf(spec) / 2 : outputsOf(spec);
  for (const [name, width] of [
    ["inputs", spec.inputs],
    ["targets", targets],
  ] as const) {
    checkVector(scalers[name]?.offset, width, `offsets of the ${name}' scaler`);
    checkVector(scalers[name]?.scale, width, `scales of the ${name}' scaler`);
  }
  if (columns && encodedWidth(columns.inputs) !== spec.inputs) {
    throw new RangeError(`parseModel: expected columns for ${spec.inputs} inputs, got ${encodedWidth(columns.inputs)}`);
  }
  return createModel(spec, network.parameters, scalers, {
    ...(columns && { columns }),
    ...(residuals && { residuals }),
  });
}

function readLayer({ W, b }: Dense, json: Partial<LayerJson> | undefined, where: string): void {
  const weights = Array.isArray(json?.weights) ? json.weights.flat() : undefined;
  checkVector(weights, W.length, `weights of ${where}`);
  const biases: unknown = json?.biases;
  checkVector(biases, b.length, `biases of ${where}`);
  W.set(weights);
  b.set(biases);
}

function checkVector(values: unknown, length: number, what: string): asserts values is readonly number[] {
  const count = Array.isArray(values) ? values.length : 0;
  if (!Array.isArray(values) || count !== length || !values.every(Number.isFinite)) {
    throw new RangeError(`parseModel: expected ${length} numbers as ${what}, got ${count} values`);
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

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
