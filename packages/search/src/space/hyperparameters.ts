/** The settings of a training that can be searched, by name. To add one: an entry here. */
import {
  activations,
  optimizers,
  schedules,
  type ActivationName,
  type OptimizerSpec,
  type TrainingSpec,
} from "@epochal/core";
import type { TrialSettings, TrialValue } from "./search-space.ts";

/** A setting that can be searched. */
export interface Hyperparameter {
  /** Its meaning, in a few words. */
  readonly meaning: string;
  /** Whether its values are numbers, names, or the units of each hidden layer. */
  readonly kind: "number" | "name" | "units";
  /** Which values it may have. */
  readonly expected: string;
  /** Whether a value of its kind is allowed. */
  has(value: TrialValue): boolean;
  /** Whether only whole numbers are allowed. Default false. */
  readonly isWhole?: boolean;
  /** Its value in a spec; undefined if the spec has no such setting. */
  read(spec: TrainingSpec): TrialValue | undefined;
  /** The spec with another value. */
  apply(spec: TrainingSpec, value: TrialValue): TrainingSpec;
}

/** More units in a layer than any trial is given. */
const MAX_UNITS = 10_000;

const hidden: Hyperparameter = {
  meaning: "units of each hidden layer, such as 32,32",
  kind: "units",
  expected: `whole numbers of units from 1 to ${MAX_UNITS}, with commas between, such as 32,32`,
  has: (value) => typeof value === "object" && value.every((units) => isWholeFrom(1, MAX_UNITS)(units)),
  read: ({ network }) => network.layers.slice(0, -1).map(({ units }) => units),
  apply(spec, value) {
    const [first, ...others] = spec.network.layers;
    const output = others.at(-1) ?? first!;
    // New layers are like the first one; a network without a hidden layer gets ReLU units.
    const like = others.length > 0 ? first! : { activation: "relu" as const };
    const layers = [...(value as readonly number[]).map((units) => ({ ...like, units })), output];
    return { ...spec, network: { ...spec.network, layers } };
  },
};

/** The names are those of the command's options, or of the optimizer's settings. */
export const hyperparameters = {
  learningRate: ofOptimizer("learningRate", "step size of the updates", (value) => value > 0, "a number above 0"),
  weightDecay: ofOptimizer("weightDecay", "how fast weights shrink, for adamW", (value) => value >= 0, "a number ≥ 0"),
  hidden,
  activation: {
    meaning: "activation of the hidden layers",
    kind: "name",
    expected: `one of ${Object.keys(activations).join(", ")}`,
    has: (value) => Object.hasOwn(activations, String(value)),
    read: ({ network }) => (network.layers.length > 1 ? network.layers[0]?.activation : undefined),
    apply: (spec, value) => withHiddenLayers(spec, { activation: value as ActivationName }),
  },
  dropout: {
    meaning: "share of hidden units switched off in each update",
    kind: "number",
    expected: "a number from 0 to below 1",
    has: (value) => Number(value) >= 0 && Number(value) < 1,
    read: ({ network }) => network.layers[0]?.dropout ?? 0,
    apply: (spec, value) => withHiddenLayers(spec, { dropout: value as number }),
  },
  l2: {
    meaning: "factor of the penalty on squared weights",
    kind: "number",
    expected: "a number ≥ 0",
    has: (value) => Number(value) >= 0,
    read: ({ penalty }) => penalty?.l2 ?? 0,
    apply: (spec, value) => ({ ...spec, penalty: { ...spec.penalty, l2: value as number } }),
  },
  batchSize: {
    meaning: "rows per update",
    kind: "number",
    expected: "a whole number ≥ 1",
    isWhole: true,
    has: isWholeFrom(1, Number.MAX_SAFE_INTEGER),
    read: ({ batchSize }) => batchSize,
    apply: (spec, value) => ({ ...spec, batchSize: value as number }),
  },
  schedule: {
    meaning: "how the learning rate changes",
    kind: "name",
    expected: `one of ${Object.keys(schedules).join(", ")}`,
    has: (value) => Object.hasOwn(schedules, String(value)),
    read: ({ schedule }) => schedule?.type ?? "constant",
    apply: (spec, value) => ({ ...spec, schedule: { type: value } as NonNullable<TrainingSpec["schedule"]> }),
  },
} as const satisfies Record<string, Hyperparameter>;

/** The name of a setting that can be searched. */
export type HyperparameterName = keyof typeof hyperparameters;

/** The spec with the settings of a trial. @throws RangeError for a name that cannot be searched, or a value that is not allowed. */
export function applySettings(spec: TrainingSpec, settings: TrialSettings): TrainingSpec {
  return Object.entries(settings).reduce((changed, [name, value]) => {
    const parameter = findHyperparameter(name, "applySettings");
    if (!parameter.has(value))
      throw new RangeError(`applySettings: expected ${name} to be ${parameter.expected}, got ${String(value)}`);
    return parameter.apply(changed, value);
  }, spec);
}

/** The values that a spec has for the named settings, without those that it does not have. */
export function settingsOf(spec: TrainingSpec, names: readonly string[]): TrialSettings {
  const values = names.map((name) => [name, findHyperparameter(name, "settingsOf").read(spec)] as const);
  return Object.fromEntries(values.filter((entry): entry is [string, TrialValue] => entry[1] !== undefined));
}

/** @throws RangeError that lists the names. */
export function findHyperparameter(name: string, where: string): Hyperparameter {
  if (Object.hasOwn(hyperparameters, name)) return hyperparameters[name as HyperparameterName];
  const names = Object.keys(hyperparameters).join(", ");
  throw new RangeError(`${where}: expected one of the settings ${names}, got ${JSON.stringify(name)}`);
}

function ofOptimizer(
  name: "learningRate" | "weightDecay",
  meaning: string,
  has: (value: number) => boolean,
  expected: string,
): Hyperparameter {
  return {
    meaning,
    kind: "number",
    expected,
    has: (value) => typeof value === "number" && has(value),
    read({ optimizer }) {
      const settings: Readonly<Record<string, number | string>> = {
        ...optimizers[optimizer.type].defaults,
        ...optimizer,
      };
      return settings[name];
    },
    apply: (spec, value) => ({ ...spec, optimizer: { ...spec.optimizer, [name]: value } as OptimizerSpec }),
  };
}

function withHiddenLayers(spec: TrainingSpec, change: object): TrainingSpec {
  const { layers } = spec.network;
  const changed = layers.map((layer, i) => (i < layers.length - 1 ? { ...layer, ...change } : layer));
  return { ...spec, network: { ...spec.network, layers: changed } };
}

function isWholeFrom(min: number, max: number): (value: TrialValue) => boolean {
  return (value) => Number.isInteger(value) && Number(value) >= min && Number(value) <= max;
}
