/** A network's spec is refused where it makes no sense. It may have come from a file or over a wire, and be anything. */
import { activations } from "../activations/index.ts";
import { lookup } from "./registry.ts";
import { initializers } from "../initializers/index.ts";
import { showValue } from "./show-value.ts";
import type { NetworkSpec } from "./network-spec.ts";

/**
 * @param where what the error begins with.
 * @throws TypeError when something is of another kind than a spec has there; RangeError when there is no layer, a size is not
 * an integer ≥ 1, or a name is unknown.
 */
export function checkNetworkSpec(spec: unknown, where: string): asserts spec is NetworkSpec {
  const { inputs, layers, members, shortcut } = asRecord(spec, `${where}: expected a network with inputs and layers`);
  checkCount(inputs, "inputs", where);
  if (members !== undefined) checkCount(members, "members", where);
  if (shortcut !== undefined && typeof shortcut !== "boolean") {
    throw new TypeError(`${where}: expected shortcut to be true or false, got ${showValue(shortcut)}`);
  }
  if (!Array.isArray(layers)) throw new TypeError(`${where}: expected a list of layers, got ${showValue(layers)}`);
  if (layers.length === 0) throw new RangeError(`${where}: expected at least 1 layer, got 0`);
  layers.forEach((layer: unknown, i) => checkLayer(layer, i, where));
}

function checkLayer(layer: unknown, i: number, where: string): void {
  const whereLayer = `${where}: layer ${i + 1}`;
  const { units, activation, initializer, dropout } = asRecord(layer, `${whereLayer}: expected units and activation`);
  if (!isCount(units)) throw new RangeError(`${where}: expected units ≥ 1 in layer ${i + 1}, got ${showValue(units)}`);
  checkName(activations, activation, whereLayer, "activation");
  if (initializer !== undefined) checkName(initializers, initializer, whereLayer, "initializer");
  if (dropout !== undefined && !(typeof dropout === "number" && dropout >= 0 && dropout < 1)) {
    throw new RangeError(`${whereLayer}: expected dropout from 0 to below 1, got ${showValue(dropout)}`);
  }
}

function checkName(record: object, name: unknown, where: string, what: string): void {
  if (typeof name !== "string") throw new TypeError(`${where}: expected ${what} to be a name, got ${showValue(name)}`);
  lookup(record as Readonly<Record<string, unknown>>, name, where, what);
}

function checkCount(value: unknown, name: string, where: string): void {
  if (!isCount(value)) throw new RangeError(`${where}: expected ${name} to be an integer ≥ 1, got ${showValue(value)}`);
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 1;
}

function asRecord(value: unknown, expected: string): Partial<Record<string, unknown>> {
  if (typeof value !== "object" || value === null) throw new TypeError(`${expected}, got ${showValue(value)}`);
  return value as Partial<Record<string, unknown>>;
}
