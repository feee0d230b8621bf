import { lookupWithSettings } from "../spec/registry.ts";
import { stoppingRules, type Progress, type StoppingRule } from "../stopping/index.ts";
import type { TrainingSpec } from "../spec/training-spec.ts";

/**
 * Returns whether any of the stopping rules of a spec applies.
 * @throws RangeError when a rule or one of its settings is unknown, or a setting is out of range.
 */
export function createStopCondition({
  stopping = [],
}: Pick<TrainingSpec, "stopping">): (progress: Progress) => boolean {
  const record = stoppingRules as unknown as Readonly<Record<string, StoppingRule>>;
  const rules = stopping.map((spec) => lookupWithSettings(record, spec, "createTrainer", "stopping rule"));
  return (progress) => rules.some(({ entry, settings }) => entry.isReached(progress, settings));
}
