/** The option `--spec`: a JSON file with those parts of a training spec that differ from the recipe's. */
import { checkTrainingData, checkTrainingSpec, showValue, type TrainingSpec } from "@epochal/core";
import { InputError } from "../errors.ts";
import { readText, withFileName } from "../files/read-files.ts";
import { defined } from "../options/defined.ts";
import type { TableFlags } from "./table-training.ts";
import type { Training } from "./training.ts";

/** The options that set the same field. */
const FLAGS_OF_FIELDS = {
  network: ["hidden", "activation", "dropout", "ensemble"],
  loss: ["loss"],
  optimizer: ["optimizer", "learningRate"],
  schedule: ["schedule"],
  batchSize: ["batchSize"],
  shuffle: [],
  epochs: ["epochs", "budget"],
  penalty: ["l2"],
  clipping: [],
  stopping: ["patience"],
  restarts: [],
  precision: [],
} as const satisfies Partial<Record<keyof TrainingSpec, readonly (keyof TableFlags)[]>>;

/** The parts of `network` that a file may set: the table has the inputs. */
const NETWORK_FIELDS = ["layers", "members", "shortcut"];

/** The fields of a spec that a file sets. */
export type SpecOverrides = Partial<Omit<TrainingSpec, "network">> & {
  readonly network?: Partial<TrainingSpec["network"]>;
};

/** Fields that complete a spec, so that the others can be checked before there is a table. */
const ANY_SPEC: TrainingSpec = {
  network: { inputs: 1, layers: [{ units: 1, activation: "identity" }] },
  loss: "meanSquaredError",
  optimizer: { type: "adam" },
  epochs: 1,
};

/**
 * Reads and checks a spec file.
 * @param flags of the command line, none of which may set the same field.
 * @throws InputError that names the file and the field.
 */
export async function readSpecFile(file: string, flags: Partial<TableFlags>): Promise<SpecOverrides> {
  return parseSpecFile(file, await readText(file), flags);
}

/** `readSpecFile` for its text. */
export function parseSpecFile(file: string, text: string, flags: Partial<TableFlags>): SpecOverrides {
  const overrides = parseObject(file, text);
  checkFields(overrides, Object.keys(FLAGS_OF_FIELDS), `${file}: a spec`);
  for (const [field, names] of Object.entries(FLAGS_OF_FIELDS)) {
    const flag = names.find((name) => flags[name] !== undefined);
    if (overrides[field] !== undefined && flag) {
      const option = flag.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
      throw new InputError(`${file}: --${option} also sets ${field}: leave out one of them`);
    }
  }
  const { network } = overrides;
  if (typeof network === "object" && network !== null) checkFields(network, NETWORK_FIELDS, `${file}: network`);
  withFileName(file, () => {
    const ofNetwork = network && typeof network === "object" ? { ...ANY_SPEC.network, ...network } : network;
    checkTrainingSpec({ ...ANY_SPEC, ...overrides, ...(network !== undefined && { network: ofNetwork }) }, "spec");
  });
  return overrides;
}

/** The flags with those of the file's fields that the recipe takes, since its other choices depend on them. */
export function addToFlags(flags: TableFlags, overrides: SpecOverrides): TableFlags {
  const { loss, optimizer, schedule, batchSize, epochs, network } = overrides;
  const ensemble = network?.members;
  return { ...flags, ...defined({ loss, optimizer, schedule, batchSize, epochs, ensemble }) } as TableFlags;
}

/**
 * The training with the other fields of the file.
 * @throws InputError when they do not fit the table.
 */
export function withSpecFile(file: string, training: Training, overrides: SpecOverrides): Training {
  const { network, penalty, clipping, stopping, restarts, shuffle, precision } = overrides;
  const spec = {
    ...training.spec,
    ...defined({ penalty, clipping, stopping, restarts, shuffle, precision }),
    network: { ...training.spec.network, ...network },
  } as TrainingSpec;
  withFileName(file, () => checkTrainingData(spec, training.data, "spec"));
  return { ...training, spec };
}

function parseObject(file: string, text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new InputError(`${file}: this is no JSON: ${(error as Error).message}`);
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new InputError(`${file}: a spec is an object such as {"batchSize": 64}, not ${showValue(value)}`);
}

function checkFields(value: object, known: readonly string[], where: string): void {
  const unknown = Object.keys(value).find((name) => !known.includes(name));
  if (unknown === undefined) return;
  throw new InputError(`${where} has no field ${showValue(unknown)} that a file may set: it has ${known.join(", ")}`);
}
