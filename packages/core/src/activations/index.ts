/** What a layer may do to its sums. To add one: a file beside this one, a line here. */
import { identity } from "./identity.ts";
import { leakyRelu } from "./leaky-relu.ts";
import { relu } from "./relu.ts";
import { sigmoid } from "./sigmoid.ts";
import { softplus } from "./softplus.ts";
import { step } from "./step.ts";
import { tanh } from "./tanh.ts";
import type { Activation } from "./activation.ts";

export const activations = {
  identity,
  relu,
  leakyRelu,
  sigmoid,
  tanh,
  softplus,
  step,
} satisfies Record<string, Activation>;

export type { Activation };
export type ActivationName = keyof typeof activations;
