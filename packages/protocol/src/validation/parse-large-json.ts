/** JSON of a server, which may be hostile: an object takes up to thirty times the memory of its text. */
import { parseJson } from "@epochal/core";

/** A shorter text takes little memory, whatever it holds. */
const SHORT = 2 ** 20;

const LIMITS = { maxContainers: 1_000_000, maxStrings: 4_000_000 };

/**
 * The value of a JSON text of a server.
 * @throws RangeError if a long text has more than 1,000,000 lists and objects or 4,000,000 strings.
 */
export function parseLargeJson(text: string, where: string): unknown {
  return text.length < SHORT ? JSON.parse(text) : parseJson(text, where, LIMITS);
}
