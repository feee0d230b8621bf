/** Diagnoses of a training: what an expert would point out. */
import { diagnoses, type Aspect, type DiagnosisName, type DiagnosisRule } from "./diagnoses/index.ts";
import { observe, type Observation } from "./diagnoses/observation.ts";
import type { Trainer } from "./training/trainer.ts";

const rules = Object.entries(diagnoses) as [DiagnosisName, DiagnosisRule][];

/** A finding of a rule. */
export interface Diagnosis {
  /** The name of the rule. */
  readonly rule: DiagnosisName;
  /** One sentence: what is wrong, the numbers that show it, and what to do. */
  readonly text: string;
  /** Distinguishes the findings of a rule that can have several for one training. */
  readonly subject?: string;
}

/**
 * The findings about a training in its current state: before the first step, between two steps, or at the end. Empty if
 * the training goes well. The training is not changed.
 *
 * @param training the trainer; or the result of `observe`, which caches its computations, to diagnose repeatedly.
 * @param options.aspects checks only rules for these aspects. Default: all.
 */
export function diagnose(
  training: Trainer | Observation,
  { aspects }: { aspects?: readonly Aspect[] } = {},
): Diagnosis[] {
  const observation = "trainer" in training ? training : observe(training);
  const found: Diagnosis[] = [];
  for (const [rule, entry] of rules) {
    const finding = !aspects || aspects.includes(entry.aspect) ? entry.diagnose(observation) : undefined;
    if (finding) found.push({ rule, ...finding });
  }
  return found;
}
