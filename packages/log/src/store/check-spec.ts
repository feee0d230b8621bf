/** A stored spec may be damaged, or come from elsewhere. */
import type { StartedEvent } from "@epochal/stream/events";

/**
 * A spec whose network can be counted and shown, with its loss and its optimizer; the training checks the rest.
 * @throws RangeError for another value.
 */
export function checkSpec(value: unknown): StartedEvent["spec"] {
  if (isSpec(value)) return value;
  throw new RangeError("training of a wrong form: the store is damaged");
}

/** Whether `checkSpec` takes it. */
export function isSpec(value: unknown): value is StartedEvent["spec"] {
  const { network, loss, optimizer } = Object(value) as Readonly<Record<string, unknown>>;
  const { layers } = Object(network) as { readonly layers?: unknown };
  const areLayers = Array.isArray(layers) && layers.every((layer) => Object(layer) === layer);
  return areLayers && (typeof loss === "string" || hasType(loss)) && hasType(optimizer);
}

function hasType(value: unknown): boolean {
  return typeof (Object(value) as { readonly type?: unknown }).type === "string";
}
