/** Transforms from network outputs to predictions. To add one: a file in this folder, a line here, a line in each export format. */
import { gaussian } from "./gaussian.ts";
import { identity } from "./identity.ts";
import { sigmoid } from "./sigmoid.ts";
import { softmax } from "./softmax.ts";
import type { OutputTransform } from "./output-transform.ts";

/** The output transforms by name. */
export const outputTransforms = { identity, sigmoid, softmax, gaussian } satisfies Record<string, OutputTransform>;

export type { OutputTransform };
/** The name of an output transform; in a model file it is called `link`. */
export type OutputTransformName = keyof typeof outputTransforms;
