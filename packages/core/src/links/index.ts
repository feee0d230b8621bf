/** What a network's outputs say of the targets. To add one: a file beside this one, a line here, and one in each format that writes models. */
import { gaussian } from "./gaussian.ts";
import { identity } from "./identity.ts";
import { sigmoid } from "./sigmoid.ts";
import { softmax } from "./softmax.ts";
import type { Link } from "./link.ts";

/** The links by name. */
export const links = {
  identity,
  sigmoid,
  softmax,
  gaussian,
} satisfies Record<string, Link>;

export type { Link };
/** The name of a link. */
export type LinkName = keyof typeof links;
