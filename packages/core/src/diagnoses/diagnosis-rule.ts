import type { Observation } from "./observation.ts";

/** What somebody who knows the field would say of a training. */
export interface Finding {
  /** In a sentence: what is wrong, by which figures, and what to do. */
  readonly text: string;
  /** Where a rule may have several things to say of one training: which of them this is. Each is worth saying once. */
  readonly subject?: string;
}

/** Looks at a training, and speaks only where it is sure: a false alarm is worse than silence. */
export interface DiagnosisRule {
  /** What it looks at, which says when to ask it: see `Aspect`. */
  readonly aspect: Aspect;
  /** What there is to say now, if anything. Changes nothing. */
  diagnose(observation: Observation): Finding | undefined;
}

/**
 * `data`, and the spec: known before the first step. `curves` of the losses: at hand after every epoch. `network`: measured
 * on up to all training rows, which takes as long as a part of an epoch. `model`, on rows that were not learned from: at
 * the end.
 */
export type Aspect = "data" | "curves" | "network" | "model";
