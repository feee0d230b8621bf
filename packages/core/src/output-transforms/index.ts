/** What a network's outputs say of the targets. To add one: a file beside this one, a line here, and one in each format that writes models. */
import { gaussian } from "./gaussian.ts";
import { identity } from "./identity.ts";
import { sigmoid } from "./sigmoid.ts";
import { softmax } from "./softmax.ts";
import type { OutputTransform } from "./output-transform.ts";

/** The links by name. */
export const outputTransforms = {
  identity,
  sigmoid,
  softmax,
  gaussian,
} satisfies Record<string, OutputTransform>;

export type { OutputTransform };
/** The name of a link. */
export type OutputTransformName = keyof typeof outputTransforms;
