/** What the assembly has loops of its own for, in the order in which it numbers them. */
import type { ActivationName, LossName, OptimizerName } from "@epochal/core";

/** Any other activation or loss is done by core's own entry, called from the assembly. */
const activations: readonly ActivationName[] = ["identity", "relu", "leakyRelu", "tanh", "sigmoid"];
const losses: readonly LossName[] = ["meanSquaredError", "softmaxCrossEntropy"];
const OTHER = 99;

export function activationNumber(name: ActivationName): number {
  return numberIn(activations, name);
}

export function lossNumber(name: LossName): number {
  return numberIn(losses, name);
}

export function isNative(activation: ActivationName): boolean {
  return activations.includes(activation);
}

function numberIn<Name>(names: readonly Name[], name: Name): number {
  const number = names.indexOf(name);
  return number < 0 ? OTHER : number;
}

/** An optimizer. */
export interface NativeOptimizer {
  readonly number: number;
  /** Which of its settings are what to the assembly. */
  readonly settings: Partial<Record<"beta1" | "beta2" | "epsilon" | "weightDecay", string>>;
  /** Whether it divides by 1 − βᵗ. */
  readonly isCorrected?: boolean;
}

const adam = { number: 5, settings: { beta1: "beta1", beta2: "beta2", epsilon: "epsilon" }, isCorrected: true };

/** Any other optimizer is not for this engine. */
export const nativeOptimizers: Partial<Record<OptimizerName, NativeOptimizer>> = {
  gradientDescent: { number: 0, settings: {} },
  momentum: { number: 1, settings: { beta1: "momentum" } },
  nesterov: { number: 2, settings: { beta1: "momentum" } },
  adagrad: { number: 3, settings: { epsilon: "epsilon" } },
  rmsProp: { number: 4, settings: { beta2: "alpha", epsilon: "epsilon" } },
  adam,
  adamW: { ...adam, settings: { ...adam.settings, weightDecay: "weightDecay" } },
};
