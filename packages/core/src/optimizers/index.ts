/** Optimizers turn gradients into updates. To add one: a file in this folder, a line here. */
import { adagrad } from "./adagrad.ts";
import { adam, adamW } from "./adam.ts";
import { gradientDescent } from "./gradient-descent.ts";
import { lbfgs } from "./lbfgs.ts";
import { momentum, nesterov } from "./momentum.ts";
import { rmsProp } from "./rms-prop.ts";
import type { SpecOf } from "../spec/registry.ts";
import type { Optimizer } from "./optimizer.ts";

/** The optimizers by name. */
export const optimizers = { gradientDescent, momentum, nesterov, adagrad, rmsProp, adam, adamW, lbfgs };

export type { Optimizer };
/** The name of an optimizer. */
export type OptimizerName = keyof typeof optimizers;

/** An optimizer by name, with the settings that differ from its defaults: `{ type: "adam", learningRate: 0.01 }`. */
export type OptimizerSpec = SpecOf<typeof optimizers>;
