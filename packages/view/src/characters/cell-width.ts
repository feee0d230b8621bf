/** How many cells text takes in a terminal, which is not how many characters it has. */

/** The one character below U+0300 that takes no cell. */
const SOFT_HYPHEN = 0xad;

/** The most frequent characters of a frame, each one cell wide: letters without marks, boxes, blocks and braille. */
function isNarrow(code: number): boolean {
  return (
    (code < 0x300 && code !== SOFT_HYPHEN) || (code >= 0x2500 && code < 0x25c0) || (code >= 0x2800 && code < 0x2900)
  );
}

/** Marks on the character before them, and format characters. */
export function isZeroWidth(character: string): boolean {
  return !isNarrow(character.codePointAt(0) ?? 0) && /^[\p{M}\p{Cf}]$/u.test(character);
}

/** First and last code points of characters that are two cells wide: East Asian scripts and forms, emoji. Unicode UAX #11. */
const WIDE: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x231a, 0x231b],
  [0x23e9, 0x23f3],
  [0x2e80, 0x303e],
  [0x3041, 0xa4cf],
  [0xa960, 0xa97f],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f000, 0x1faff],
  [0x20000, 0x3fffd],
];

export function isWide(character: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x1100 || isNarrow(code)) return false;
  if (/^\p{Emoji_Presentation}$/u.test(character)) return true;
  return WIDE.some(([first, last]) => code >= first && code <= last);
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
