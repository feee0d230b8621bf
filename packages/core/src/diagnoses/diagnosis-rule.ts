import type { Observation } from "./observation.ts";

/** A fault of a training that a rule has found. */
export interface Finding {
  /** One sentence: what is wrong, with figures, and what to do. */
  readonly text: string;
  /** Distinguishes the findings of a rule that can have several in one training; each is worth reporting once. */
  readonly subject?: string;
}

/** Examines a training for one fault. It reports only what it is sure of: a false alarm is worse than silence. */
export interface DiagnosisRule {
  /** What it examines, which determines when to run it: see `Aspect`. */
  readonly aspect: Aspect;
  /** The finding for the current state of the training, if any. Changes nothing. */
  diagnose(observation: Observation): Finding | undefined;
}

/**
 * `data`: data and spec, known before the first step. `curves`: the losses, available after every epoch. `network`:
 * measured on up to all training rows, which takes a fraction of an epoch. `model`: on held-out rows, at the end.
 */
export type Aspect = "data" | "curves" | "network" | "model";
