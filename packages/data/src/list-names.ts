/** Names in error messages: a table may have a million of them, and each may be a million characters long. */
import { showValue } from "@epochal/core";

const MAX_NAMES = 50;
const MAX_LENGTH = 80;

/** The first names, and how many more there are; `none` without any. */
export function listNames(names: readonly string[], separator = ", "): string {
  if (names.length === 0) return "none";
  const first = names.slice(0, MAX_NAMES).map(shortenName).join(separator);
  const rest = names.length - MAX_NAMES;
  return rest > 0 ? `${first} and ${rest} more` : first;
}

/** A long name is shortened and quoted. */
export function shortenName(name: string): string {
  return name.length > MAX_LENGTH ? showValue(name) : name;
}
