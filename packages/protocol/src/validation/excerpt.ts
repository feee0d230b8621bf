const MAX_CHARACTERS = 30;

/**
 * A received value, short enough for an error: the first 30 characters of a text, quoted; numbers, booleans and null in full;
 * `a list` or `an object` for others.
 */
export function excerpt(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value === null || typeof value === "number" || typeof value === "boolean") return String(value);
  if (typeof value === "string") {
    return JSON.stringify(value.length > MAX_CHARACTERS ? `${value.slice(0, MAX_CHARACTERS)}…` : value);
  }
  return Array.isArray(value) ? "a list" : "an object";
}
