/** The compiler accepts only existing names in a spec, and only settings of the named part. */
import { dense } from "../network/dense.ts";
import type { ActivationName } from "../activations/index.ts";
import type { OptimizerSpec } from "../optimizers/index.ts";
import type { StoppingSpec } from "../stopping/index.ts";
import type { LossName } from "../losses/index.ts";

export const right = [
  dense(3, "relu"),
  dense(1, "identity", { initializer: "normal" }),
  { type: "adam", learningRate: 0.01, beta1: 0.8 } satisfies OptimizerSpec,
  { type: "patience", epochs: 5 } satisfies StoppingSpec,
  "tanh" satisfies ActivationName,
];

export const wrong = [
  // @ts-expect-error an activation that does not exist
  dense(3, "swish"),
  // @ts-expect-error an initializer that does not exist
  dense(3, "relu", { initializer: "zeros" }),
  // @ts-expect-error an optimizer that does not exist
  { type: "lion" } satisfies OptimizerSpec,
  // @ts-expect-error a setting of a different optimizer
  { type: "gradientDescent", beta1: 0.9 } satisfies OptimizerSpec,
  // @ts-expect-error a setting of a different stopping rule
  { type: "patience", loss: 5 } satisfies StoppingSpec,
  // @ts-expect-error a loss that does not exist
  "hinge" satisfies LossName,
];
