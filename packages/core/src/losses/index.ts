/** Losses that a training minimizes. To add one: a file in this folder, a line here. */
import { binaryCrossEntropy } from "./binary-cross-entropy.ts";
import { gaussianNll } from "./gaussian-nll.ts";
import { huber } from "./huber.ts";
import { logCosh } from "./log-cosh.ts";
import { meanAbsoluteError } from "./mean-absolute-error.ts";
import { meanSquaredError } from "./mean-squared-error.ts";
import { quantile } from "./quantile.ts";
import { softmaxCrossEntropy } from "./softmax-cross-entropy.ts";
import type { SpecOf } from "../spec/registry.ts";
import type { Loss } from "./loss.ts";

/** The losses by name. */
export const losses = {
  meanSquaredError,
  meanAbsoluteError,
  huber,
  logCosh,
  quantile,
  gaussianNll,
  binaryCrossEntropy,
  softmaxCrossEntropy,
};

export type { Loss };
/** The name of a loss. */
export type LossName = keyof typeof losses;

/** A loss by name, alone or with the settings that differ from its defaults: `{ type: "huber", delta: 2 }`. */
export type LossSpec = LossName | SpecOf<typeof losses>;
