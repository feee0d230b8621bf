/** The sizes of a network, from its spec alone. */
import { denseParameterCount } from "./dense.ts";
import type { NetworkSpec } from "../spec/network-spec.ts";

/** Inputs and units of each layer of a member, and last of the shortcut, if there is one. */
export function layerSizes(spec: NetworkSpec): { inputs: number; units: number }[] {
  const { inputs, layers, shortcut } = spec;
  const sizes = layers.map(({ units }, i) => ({ inputs: i === 0 ? inputs : layers[i - 1].units, units }));
  return shortcut ? [...sizes, { inputs, units: outputCount(spec) }] : sizes;
}

/** Number of parameters of a network: all members, layers and shortcuts. */
export function parameterCount(spec: NetworkSpec): number {
  const counts = layerSizes(spec).map(({ inputs, units }) => denseParameterCount(inputs, units));
  return (spec.members ?? 1) * counts.reduce((sum, count) => sum + count, 0);
}

/** Number of outputs per row. */
export function outputCount(spec: NetworkSpec): number {
  return spec.layers[spec.layers.length - 1].units;
}
