/** A model from its JSON, without checks. */
import { buildModel, type LayerJson, type Model, type ModelJson } from "../model/model.ts";
import type { EncodeRow } from "../data/columns.ts";
import type { Kernels } from "../network/kernels.ts";

/**
 * A model from JSON that this program made, such as that of a `finished` event. `parseModel` is for files: it checks every
 * value first.
 * @param encodeRow how a record becomes numbers. Default: numbers and categories only, without the code that reads texts.
 * @param kernels the matrix products of its network. Default: plain TypeScript.
 */
export function restoreModel(json: ModelJson, encodeRow?: EncodeRow, kernels?: Kernels): Model {
  const { network, members, scalers, ...parts } = json;
  const layers = members.flatMap((member) => [
    ...member.layers.slice(0, network.layers.length),
    ...(network.shortcut && member.shortcut ? [member.shortcut] : []),
  ]);
  return buildModel(network, Float64Array.from(layers.flatMap(parametersOf)), scalers, {
    ...parts,
    encodeRow,
    kernels,
  });
}

/** In the order of `Network.parameters`. */
function parametersOf({ weights, biases }: LayerJson): readonly number[] {
  return [...weights.flat(), ...biases];
}
