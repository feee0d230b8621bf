/** The operations that the assembly has kernels for, in the order of its codes. */
import type { ActivationName, LossName, OptimizerName } from "@epochal/core";

/** For any other activation or loss the assembly calls core's implementation. */
const activations: readonly ActivationName[] = ["identity", "relu", "leakyRelu", "tanh", "sigmoid"];
const losses: readonly LossName[] = ["meanSquaredError", "softmaxCrossEntropy"];
/** The engine rejects any other optimizer. */
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

export function activationCode(name: ActivationName): number {
  return codeOf(activations, name);
}

export function lossCode(name: LossName): number {
  return codeOf(losses, name);
}

export function optimizerCode(name: OptimizerName): number {
  return codeOf(optimizers, name);
}

export function hasKernel(activation: ActivationName): boolean {
  return activations.includes(activation);
}

export function hasOptimizerKernel(name: OptimizerName): boolean {
  return optimizers.includes(name);
}

function codeOf<Name>(names: readonly Name[], name: Name): number {
  const index = names.indexOf(name);
  return index < 0 ? OTHER : index;
}
