/** Validates a network spec, which may come from a file or a client and be any value. */
import { activations } from "../activations/index.ts";
import { initializers } from "../initializers/index.ts";
import { parameterCount } from "../network/layer-sizes.ts";
import { from0ToBelow1, integerAtLeast } from "./range.ts";
import { checkRecord, checkSettingRanges, lookup } from "./registry.ts";
import { showValue } from "./show-value.ts";
import type { NetworkSpec } from "./network-spec.ts";

const count = integerAtLeast(1);
const ranges = { inputs: count, members: count, units: count, dropout: from0ToBelow1 };
/** Each row stores its fold, which is a member, in one byte. */
const MAX_MEMBERS = 256;
/** Each layer of each member takes a kilobyte, however small it is. */
const MAX_LAYERS = 1000;
/** 8 GB of weights. */
const MAX_PARAMETERS = 1e9;

/**
 * @param where starts the error messages.
 * @throws TypeError when a value has the wrong type; RangeError when there is no layer, a size is not an integer ≥ 1, a
 * name is unknown, or there are too many members, layers or parameters.
 */
export function checkNetworkSpec(spec: unknown, where: string): asserts spec is NetworkSpec {
  const record = checkRecord(spec, "a network with inputs and layers", where);
  const { inputs, layers, members = 1, shortcut } = record;
  checkSettingRanges({ ranges }, { inputs, members }, where);
  checkMaximum(members as number, MAX_MEMBERS, "members", where);
  if (shortcut !== undefined && typeof shortcut !== "boolean")
    throw new TypeError(`${where}: expected shortcut to be true or false, got ${showValue(shortcut)}`);
  if (!Array.isArray(layers)) throw new TypeError(`${where}: expected a list of layers, got ${showValue(layers)}`);
  if (layers.length === 0) throw new RangeError(`${where}: expected at least 1 layer, got 0`);
  checkMaximum(layers.length, MAX_LAYERS, "layers", where);
  layers.forEach((layer: unknown, i) => checkLayer(layer, `${where}: layer ${i + 1}`));
  checkMaximum(parameterCount(record as unknown as NetworkSpec), MAX_PARAMETERS, "parameters", where);
}

function checkLayer(layer: unknown, where: string): void {
  const { units, activation, initializer, dropout = 0 } = checkRecord(layer, "units and activation", where);
  checkSettingRanges({ ranges }, { units, dropout }, where);
  lookup(activations, activation, where, "activation");
  if (initializer !== undefined) lookup(initializers, initializer, where, "initializer");
}

function checkMaximum(count: number, max: number, name: string, where: string): void {
  if (count > max) throw new RangeError(`${where}: expected at most ${max} ${name}, got ${count}`);
}
