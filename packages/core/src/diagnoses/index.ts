/** Rules that find faults of a training. To add one: a file in `rules/`, a line here. */
import { constantColumn } from "./rules/constant-column.ts";
import { deadUnits } from "./rules/dead-units.ts";
import { divergence } from "./rules/divergence.ts";
import { flatActivation } from "./rules/flat-activation.ts";
import { learningRateTooHigh } from "./rules/learning-rate-too-high.ts";
import { learningRateTooLow } from "./rules/learning-rate-too-low.ts";
import { noBetterThanLine } from "./rules/no-better-than-line.ts";
import { noBetterThanMean } from "./rules/no-better-than-mean.ts";
import { overfitting } from "./rules/overfitting.ts";
import { plateau } from "./rules/plateau.ts";
import { saturatedUnits } from "./rules/saturated-units.ts";
import { unscaledInput } from "./rules/unscaled-input.ts";
import { unscaledTarget } from "./rules/unscaled-target.ts";
import { vanishingGradients } from "./rules/vanishing-gradients.ts";
import type { Aspect, DiagnosisRule, Finding } from "./diagnosis-rule.ts";
import type { Observation } from "./observation.ts";

/** The rules by name, in the order of their findings. */
export const diagnoses = {
  constantColumn,
  unscaledInput,
  unscaledTarget,
  flatActivation,
  learningRateTooHigh,
  divergence,
  deadUnits,
  saturatedUnits,
  vanishingGradients,
  plateau,
  overfitting,
  learningRateTooLow,
  noBetterThanMean,
  noBetterThanLine,
} satisfies Record<string, DiagnosisRule>;

export type { Aspect, DiagnosisRule, Observation, Finding };
/** The name of a rule. */
export type DiagnosisName = keyof typeof diagnoses;
