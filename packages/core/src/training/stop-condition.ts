import { lookupWithSettings } from "../spec/registry.ts";
import { showValue } from "../spec/show-value.ts";
import { stoppingRules, type Progress, type StoppingRule } from "../stopping/index.ts";
import type { TrainingSpec } from "../spec/training-spec.ts";

/**
 * Returns whether any of the stopping rules of a spec applies.
 * @param where starts the error messages.
 * @throws RangeError when a rule or one of its settings is unknown, or a setting is out of range; TypeError when the rules
 * are not a list of objects.
 */
export function createStopCondition(
  { stopping = [] }: Pick<TrainingSpec, "stopping">,
  where: string,
): (progress: Progress) => boolean {
  if (!Array.isArray(stopping))
    throw new TypeError(`${where}: expected a list of stopping rules, got ${showValue(stopping)}`);
  const record = stoppingRules as unknown as Readonly<Record<string, StoppingRule>>;
  const rules = stopping.map((spec: unknown) => lookupWithSettings(record, spec, where, "stopping rule"));
  return (progress) => rules.some(({ entry, settings }) => entry.isReached(progress, settings));
}
