/** What can be said of a training, in words. To add a rule: a file beside this one, a line here. */
import { constantColumn } from "./constant-column.ts";
import { deadUnits } from "./dead-units.ts";
import { divergence } from "./divergence.ts";
import { flatActivation } from "./flat-activation.ts";
import { learningRateTooHigh } from "./learning-rate-too-high.ts";
import { learningRateTooLow } from "./learning-rate-too-low.ts";
import { noBetterThanLine } from "./no-better-than-line.ts";
import { noBetterThanMean } from "./no-better-than-mean.ts";
import { overfitting } from "./overfitting.ts";
import { plateau } from "./plateau.ts";
import { saturatedUnits } from "./saturated-units.ts";
import { unscaledInput } from "./unscaled-input.ts";
import { unscaledTarget } from "./unscaled-target.ts";
import { vanishingGradients } from "./vanishing-gradients.ts";
import type { Aspect, DiagnosisRule, Remark } from "./diagnosis-rule.ts";
import type { Observation } from "./observation.ts";

/** The rules by name, in the order in which they speak. */
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

export type { Aspect, DiagnosisRule, Observation, Remark };
/** The name of a rule. */
export type DiagnosisName = keyof typeof diagnoses;
