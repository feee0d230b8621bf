/** More characters than any name of this package; values from outside may have millions. */
const MAX_LENGTH = 80;

/** A short form of any value for error messages. Strings are quoted, so that "3" differs from 3. */
export function showValue(value: unknown): string {
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === "object" && value !== null) return "an object";
  if (typeof value !== "string") return String(value);
  return hideControls(JSON.stringify(value.length > MAX_LENGTH ? `${value.slice(0, MAX_LENGTH)}…` : value));
}

/** Replaces control, format and line separator characters, so that a message stays one line and no terminal obeys it. */
export function hideControls(text: string): string {
  return text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, "\ufffd");
}
