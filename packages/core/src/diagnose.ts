/** What somebody who knows the field would say of a training. */
import { diagnoses, type Aspect, type DiagnosisName, type DiagnosisRule } from "./diagnoses/index.ts";
import { observe, type Observation } from "./diagnoses/observation.ts";
import type { Trainer } from "./training/trainer.ts";

const rules = Object.entries(diagnoses) as [DiagnosisName, DiagnosisRule][];

/** Something that a rule says of a training. */
export interface Diagnosis {
  /** The rule that says so. */
  readonly rule: DiagnosisName;
  /** In a sentence: what is wrong, by which figures, and what to do. */
  readonly text: string;
  /** Where a rule may have several things to say of one training: which of them this is. */
  readonly subject?: string;
}

/**
 * What there is to say of a training as it is now: before its first step, between two steps, or at its end; nothing of one
 * that goes well. It changes nothing: the training goes on with the same bits.
 *
 * @param training the training; or what `observe` made of it, which remembers what it has worked out: for who asks again.
 * @param options.aspects asks only the rules that look at these. Default: all.
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
