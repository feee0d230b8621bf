/** How many cells text takes in a terminal, which is not how many characters it has. */

/** The one character below U+0300 that takes no cell. */
const SOFT_HYPHEN = 0xad;

/**
 * The most frequent characters of a frame, each one cell wide: letters without marks, punctuation, arrows, signs of mathematics,
 * boxes, blocks, shapes and braille. A frame of only these needs no pattern, whose compilation takes 1 ms at the start.
 */
function isNarrow(code: number): boolean {
  return (
    (code < 0x300 && code !== SOFT_HYPHEN) ||
    (code >= 0x2010 && code < 0x2028) ||
    (code >= 0x2190 && code < 0x2300) ||
    (code >= 0x2500 && code < 0x25fd) ||
    (code >= 0x2800 && code < 0x2900)
  );
}

/** Marks on the character before them, and format characters. */
export function isZeroWidth(character: string): boolean {
  return !isNarrow(character.codePointAt(0) ?? 0) && /^[\p{M}\p{Cf}]$/u.test(character);
}

/** Characters that are two cells wide, except for emoji: East Asian scripts and forms. Unicode UAX #11. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f000}-\u{1faff}\u{20000}-\u{3fffd}]/u;

export function isWide(character: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x1100 || isNarrow(code)) return false;
  return WIDE.test(character) || /^\p{Emoji_Presentation}$/u.test(character);
}

/** The number of cells of `text`. */
export function cellWidth(text: string): number {
  let cells = 0;
  for (const character of text.normalize("NFC")) cells += isZeroWidth(character) ? 0 : isWide(character) ? 2 : 1;
  return cells;
}

/** `text` with blanks after it, so that it takes at least `cells` cells. */
export function padCellsEnd(text: string, cells: number): string {
  return text + " ".repeat(Math.max(0, cells - cellWidth(text)));
}

/** `text` with blanks before it, so that it takes at least `cells` cells. */
export function padCellsStart(text: string, cells: number): string {
  return " ".repeat(Math.max(0, cells - cellWidth(text))) + text;
}
