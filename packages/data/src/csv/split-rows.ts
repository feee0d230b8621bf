/** Cuts CSV text between two rows, so that each piece can be parsed alone. */
import type { LinesAbove } from "./lines-above.ts";

/** Characters of a piece: many rows, but so few that the memory of their text is soon used again. */
const PIECE_LENGTH = 2 ** 16;
/** A longer piece has a quote that is never closed, or no line end at all. Parsing it would take minutes and gigabytes. */
const MAX_LENGTH = 2 ** 26;

/**
 * Pieces that end with a row; a line end inside quotes ends no row. Line ends become LF. The first piece begins below the lines above the
 * names.
 *
 * @param above takes the lines above the names.
 * @param where starts the messages of errors.
 * @param pieceLength the least number of characters of a piece, but for the last one. Default 65,536.
 * @throws RangeError when quotes are never closed.
 */
export async function* splitRows(
  texts: AsyncIterable<string>,
  above: LinesAbove,
  where: string,
  pieceLength: number = PIECE_LENGTH,
): AsyncGenerator<string, void> {
  let rows: string[] = [];
  let length = 0;
  let isQuoted = false;
  let carriageReturn = "";
  for await (const text of texts) {
    const whole = carriageReturn + text;
    carriageReturn = whole.endsWith("\r") ? "\r" : "";
    const unix = above.skip((carriageReturn ? whole.slice(0, -1) : whole).replace(/\r\n?/g, "\n"));
    const end = lastRowEnd(unix, isQuoted);
    isQuoted = end.isQuoted;
    length += unix.length;
    if (length > MAX_LENGTH)
      throw new RangeError(
        `${where}: expected rows of at most ${MAX_LENGTH} characters, got more: is a quote never closed?`,
      );
    if (length < pieceLength || end.index < 0) {
      rows.push(unix);
      continue;
    }
    yield rows.join("") + unix.slice(0, end.index);
    rows = [unix.slice(end.index)];
    length = rows[0].length;
  }
  yield rows.join("") + above.skip(carriageReturn.replace("\r", "\n")) + above.end();
}

/** The index after the last line end outside quotes, −1 if there is none; and whether the end of the text is inside quotes. */
function lastRowEnd(text: string, startsQuoted: boolean): { index: number; isQuoted: boolean } {
  let isQuoted = startsQuoted;
  let index = -1;
  for (let start = 0; start <= text.length;) {
    const quote = text.indexOf('"', start);
    const end = quote < 0 ? text.length : quote;
    if (!isQuoted && end > start) {
      const lineEnd = text.slice(start, end).lastIndexOf("\n");
      if (lineEnd >= 0) index = start + lineEnd + 1;
    }
    if (quote < 0) break;
    isQuoted = !isQuoted;
    start = quote + 1;
  }
  return { index, isQuoted };
}
