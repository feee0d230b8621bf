/** Units by name. */
import type { LayerWeights, RunState } from "@epochal/view";

/** The names of the network's inputs: of the columns, if each is one input. */
export function inputNames({ started }: RunState, count: number): string[] {
  const names = started?.data.columns?.inputs.map(({ name }) => name) ?? [];
  return Array.from({ length: count }, (_, i) => (names.length === count ? names[i]! : `input ${i + 1}`));
}

/** @param column 0 for the inputs, then the layers. */
export function unitName(
  inputs: readonly string[],
  layers: readonly LayerWeights[],
  column: number,
  index: number,
): string {
  if (column === 0) return inputs[index]!;
  const { activation, isDead, units } = layers[column - 1]!;
  const isLast = column === layers.length;
  const name = isLast ? (units === 1 ? "output" : `output ${index + 1}`) : `unit ${index + 1} of layer ${column}`;
  const kind = [activation !== "identity" && activation, isDead[index] && "dead"].filter(Boolean).join(", ");
  return kind === "" ? name : `${name} (${kind})`;
}
