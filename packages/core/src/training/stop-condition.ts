import { lookupWithSettings } from "../spec/registry.ts";
import { stoppingRules, type Progress, type StoppingRule, type StoppingSpec } from "../stopping/index.ts";

/**
 * Returns whether any of the stopping rules of a spec applies.
 * @throws RangeError when a rule or one of its settings is unknown, or a setting is out of range.
 */
export function createStopCondition(specs: readonly StoppingSpec[], where: string): (progress: Progress) => boolean {
  const record = stoppingRules as unknown as Readonly<Record<string, StoppingRule>>;
  const rules = specs.map((spec) => lookupWithSettings(record, spec, where, "stopping rule"));
  return (progress) => rules.some(({ entry, settings }) => entry.isReached(progress, settings));
}
