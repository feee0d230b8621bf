const MOST_CHARACTERS = 30;

/**
 * What came, short enough for an error's line: the beginning of a text, quoted; numbers, booleans and null as they are; of
 * what has parts only its kind, however deep it is.
 */
export function excerpt(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value === null || typeof value === "number" || typeof value === "boolean") return String(value);
  if (typeof value === "string") {
    return JSON.stringify(value.length > MOST_CHARACTERS ? `${value.slice(0, MOST_CHARACTERS)}…` : value);
  }
  return Array.isArray(value) ? "a list" : "an object";
}
