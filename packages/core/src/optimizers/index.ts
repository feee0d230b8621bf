/** How a network follows its gradients. To add one: a file beside this one, a line here. */
import { adam } from "./adam.ts";
import { gradientDescent } from "./gradient-descent.ts";
import { momentum } from "./momentum.ts";
import type { SpecOf } from "../choice.ts";
import type { Optimizer } from "./optimizer.ts";

export const optimizers = {
  gradientDescent,
  momentum,
  adam,
};

export type { Optimizer };
export type OptimizerName = keyof typeof optimizers;

/** An optimizer by name with the settings that shall differ from its defaults: `{ type: "adam", learningRate: 0.01 }`. */
export type OptimizerSpec = SpecOf<typeof optimizers>;
