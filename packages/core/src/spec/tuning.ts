/** What can be changed during a training: the optimizer's settings, and some numbers of the spec. */
import { checkSettings, type Settings, type WithSettings } from "./registry.ts";
import { integerAtLeast } from "./range.ts";
import { patience as patienceRule } from "../stopping/patience.ts";
import type { optimizers } from "../optimizers/index.ts";
import type { Snapshot } from "../training/snapshot.ts";
import type { TrainingSpec } from "./training-spec.ts";

/** Numbers of a spec that can be changed: those of `TrainingSpec`, and `patience` of the stopping rule of that name, 0 for none. */
export type TuningName = "l1" | "l2" | "batchSize" | "epochs" | "patience";

/** The settings of any optimizer. */
type OptimizerSetting = {
  [Name in keyof typeof optimizers]: keyof (typeof optimizers)[Name]["defaults"];
}[keyof typeof optimizers];

/** What can be changed during a training, by name: settings that its optimizer has, and numbers of its spec. */
export type TrainingSettings = Readonly<Partial<Record<OptimizerSetting | TuningName, number>>>;

/** Changed numbers of a spec, by name. */
export type Tuning = Readonly<Partial<Record<TuningName, number>>>;

/** Settings that were separated by `checkTrainingSettings`. */
export interface CheckedSettings {
  /** Those of the optimizer. */
  readonly settings: Settings;
  /** Numbers of the spec. */
  readonly tuning: Tuning;
}

const tunable: WithSettings<Required<Tuning>> = {
  defaults: { l1: 0, l2: 0, batchSize: 1, epochs: 1, patience: 0 },
  ranges: { batchSize: integerAtLeast(1), epochs: integerAtLeast(1), patience: integerAtLeast(0) },
};

/**
 * Separates the optimizer's settings from the numbers of the spec.
 * @param type the optimizer's name.
 * @throws RangeError for a setting that is neither, or a number out of its range.
 */
export function checkTrainingSettings(
  optimizer: WithSettings,
  type: string,
  wanted: Settings,
  where: string,
): CheckedSettings {
  const known = {
    defaults: { ...optimizer.defaults, ...tunable.defaults },
    ranges: { ...optimizer.ranges, ...tunable.ranges },
  };
  checkSettings(known, wanted, where, `${type} or the training`);
  const settings: Record<string, number> = {};
  const tuning: Record<string, number> = {};
  for (const [name, value] of Object.entries(wanted)) {
    (isTuning(name) ? tuning : settings)[name] = value;
  }
  return { settings, tuning };
}

/** The numbers that differ from the spec's own. @param rows number of training rows, which limits the batch size. */
export function tuningChanges(spec: TrainingSpec, tuning: Tuning, rows: number): Tuning {
  const patience = spec.stopping?.find((rule) => rule.type === "patience");
  const own: Required<Tuning> = {
    l1: spec.penalty?.l1 ?? 0,
    l2: spec.penalty?.l2 ?? 0,
    batchSize: Math.min(spec.batchSize ?? rows, rows),
    epochs: spec.epochs,
    patience: patience ? (patience.epochs ?? patienceRule.defaults.epochs) : 0,
  };
  const bounded = { ...tuning, ...(tuning.batchSize && { batchSize: Math.min(tuning.batchSize, rows) }) };
  return Object.fromEntries(Object.entries(bounded).filter(([name, value]) => own[name as TuningName] !== value));
}

/** The spec with these numbers instead of its own. */
export function tuneSpec(spec: TrainingSpec, tuning: Tuning): TrainingSpec {
  const { l1, l2, patience, ...numbers } = tuning;
  const otherRules = spec.stopping?.filter(({ type }) => type !== "patience") ?? [];
  return {
    ...spec,
    ...((l1 ?? l2) !== undefined && {
      penalty: { ...spec.penalty, ...(l1 !== undefined && { l1 }), ...(l2 !== undefined && { l2 }) },
    }),
    ...numbers,
    ...(patience !== undefined && {
      stopping: patience === 0 ? otherRules : [...otherRules, { type: "patience", epochs: patience }],
    }),
  };
}

/** The spec with the numbers that had been changed when the snapshot was taken. */
export function tunedSpec(spec: TrainingSpec, { settings }: Pick<Snapshot, "settings">): TrainingSpec {
  return tuneSpec(spec, Object.fromEntries(Object.entries(settings).filter(([name]) => isTuning(name))));
}

function isTuning(name: string): boolean {
  return Object.hasOwn(tunable.defaults, name);
}
