/** A stored spec may be damaged, or come from elsewhere. */
import type { StartedEvent } from "@epochal/stream/events";

/**
 * A spec whose network can be counted and shown; the training checks the rest.
 * @throws RangeError for another value.
 */
export function checkSpec(value: unknown): StartedEvent["spec"] {
  const spec = Object(value) as StartedEvent["spec"];
  const { layers } = (spec.network ?? {}) as Partial<StartedEvent["spec"]["network"]>;
  if (Array.isArray(layers) && layers.every((layer) => Object(layer) === layer)) return spec;
  throw new RangeError("training of a wrong form: the store is damaged");
}
