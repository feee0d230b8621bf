/** Text from elsewhere, safe to print: a terminal executes control characters, and reorders text at bidirectional ones. */

/**
 * Control characters (ASCII and C1), the line separators, and the marks, embeddings, overrides and isolates of bidirectional
 * text. Unicode Technical Report #36, 3.2; UAX #9, 2.
 */
const UNSAFE = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;

/** `text` in one line, with unsafe characters as escapes, such as `\\u001b`. JSON in one line stays the same value. */
export function printable(text: string): string {
  return text.replaceAll(UNSAFE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** Like `printable`, for text of several lines. */
export function printableLines(text: string): string {
  return text.split("\n").map(printable).join("\n");
}
