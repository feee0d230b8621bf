/** More characters than any name of this package; values from outside may have millions. */
const MAX_LENGTH = 80;

/** A short form of any value for error messages. Strings are quoted, so that "3" differs from 3. */
export function showValue(value: unknown): string {
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === "object" && value !== null) return "an object";
  if (typeof value !== "string") return String(value);
  return escapeControls(JSON.stringify(value.length > MAX_LENGTH ? `${value.slice(0, MAX_LENGTH)}…` : value));
}

/** Control, format and line separator characters as `\u` escapes, so that a message stays one line and no terminal obeys it. */
export function escapeControls(text: string): string {
  return text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, (character) => {
    return `\\u${character.codePointAt(0)!.toString(16).padStart(4, "0")}`;
  });
}
