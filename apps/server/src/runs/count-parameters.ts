/** The size of a network and of its training, computed from the spec before anything is allocated. */
import { estimateMemory, type NetworkSpec, type TrainingSpec } from "@epochal/core";
import { RUN_SNAPSHOTS } from "@epochal/stream";

/** The number of weights and biases of all members; NaN for an invalid spec. */
export function countParameters({ inputs, layers, members = 1, shortcut = false }: NetworkSpec): number {
  let [before, count] = [inputs, 0];
  for (const { units } of layers) {
    count += (before + 1) * units;
    before = units;
  }
  return members * (count + (shortcut ? (inputs + 1) * before : 0));
}

/** The units of all members times the rows of a batch, if there are `rows` training rows; NaN for an invalid spec. */
export function countActivations({ network, batchSize }: TrainingSpec, rows: number): number {
  const { layers, members = 1, shortcut = false } = network;
  const units = layers.reduce((sum, layer) => sum + layer.units, shortcut ? (layers.at(-1)?.units ?? NaN) : 0);
  return members * units * Math.min(batchSize ?? Infinity, rows);
}

/** The numbers of rows of the parts of a training's data. */
export type PartRows = { readonly [Part in "train" | "validation" | "test"]?: { readonly rows: number } };

/** The memory of a training in bytes, as estimated; 0 for an invalid one, which the start of the run reports. */
export function trainingBytes(spec: TrainingSpec, { train, validation, test }: PartRows): number {
  if (!train) return 0;
  try {
    const rows = { train: train.rows, validation: validation?.rows ?? 0, test: test?.rows ?? 0 };
    return estimateMemory(spec, rows, { snapshots: RUN_SNAPSHOTS });
  } catch {
    return 0;
  }
}
