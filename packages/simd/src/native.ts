/** What the assembly has loops of its own for, in the order in which it numbers them. */
import type { ActivationName, LossName, OptimizerName } from "@epochal/core";

/** Any other activation or loss is done by core's own entry, called from the assembly. */
const activations: readonly ActivationName[] = ["identity", "relu", "leakyRelu", "tanh", "sigmoid"];
const losses: readonly LossName[] = ["meanSquaredError", "softmaxCrossEntropy"];
/** Any other optimizer is not for this engine. */
const optimizers: readonly OptimizerName[] = [
  "gradientDescent",
  "momentum",
  "nesterov",
  "adagrad",
  "rmsProp",
  "adam",
  "adamW",
];
const OTHER = 99;

export function activationNumber(name: ActivationName): number {
  return numberIn(activations, name);
}

export function lossNumber(name: LossName): number {
  return numberIn(losses, name);
}

export function optimizerNumber(name: OptimizerName): number {
  return numberIn(optimizers, name);
}

export function isNative(activation: ActivationName): boolean {
  return activations.includes(activation);
}

export function isNativeOptimizer(name: OptimizerName): boolean {
  return optimizers.includes(name);
}

function numberIn<Name>(names: readonly Name[], name: Name): number {
  const number = names.indexOf(name);
  return number < 0 ? OTHER : number;
}
