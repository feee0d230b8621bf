/** The activation functions of layers. To add one: a file in this folder, a line here. */
import { elu } from "./elu.ts";
import { gelu } from "./gelu.ts";
import { hardSigmoid } from "./hard-sigmoid.ts";
import { identity } from "./identity.ts";
import { leakyRelu } from "./leaky-relu.ts";
import { relu } from "./relu.ts";
import { selu } from "./selu.ts";
import { sigmoid } from "./sigmoid.ts";
import { silu } from "./silu.ts";
import { softplus } from "./softplus.ts";
import { step } from "./step.ts";
import { tanh } from "./tanh.ts";
import type { Activation } from "./activation.ts";

/** The activations by name. */
export const activations = {
  identity,
  relu,
  leakyRelu,
  elu,
  selu,
  gelu,
  silu,
  softplus,
  sigmoid,
  hardSigmoid,
  tanh,
  step,
} satisfies Record<string, Activation>;

export type { Activation };
/** The name of an activation. */
export type ActivationName = keyof typeof activations;
