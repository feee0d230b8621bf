/** How a CSV file is laid out: where its column names are, and the text between two cells. */
import type { LinesAbove } from "./lines-above.ts";

export interface CsvLayout {
  /** The tab if the cells are separated by white space, which `spacesToTabs` replaces. */
  readonly delimiter: string;
  /** Whether the cells are separated by white space. */
  readonly isSpaced: boolean;
  /** The line of names, if it is the last comment above the text. */
  readonly names: string | undefined;
}

const DELIMITERS = [",", ";", "\t", "|"] as const;
/** Lines that must agree on the number of cells before blanks count as delimiters. */
const SAMPLE_LINES = 20;

/**
 * The layout of `text`, whose lines end with LF, and which begins below the lines above the names. The delimiter is the one of `,` `;` the
 * tab and `|` that occurs most often in the line of names; if there is none, and all lines have the same number of words, it is white space.
 *
 * @param given the delimiter, if it is known; " " stands for white space. Default: as a line above names it.
 */
export function detectCsvLayout(
  text: string,
  { lastComment, separator }: Pick<LinesAbove, "lastComment" | "separator">,
  given: string | undefined = separator,
): CsvLayout {
  const names = lastComment !== undefined && isLineOfNames(lastComment, text, given) ? lastComment : undefined;
  const delimiter =
    given ??
    detectDelimiter(names ?? text.slice(0, endOfRecord(text, 0))) ??
    (isSpaced(names === undefined ? text : `${names}\n${text}`) ? " " : ",");
  const hasSpaces = delimiter === " ";
  return { delimiter: hasSpaces ? "\t" : delimiter, isSpaced: hasSpaces, names };
}

/** NumPy comments out the line of names as well: it has as many cells as the numbers below it. */
function isLineOfNames(names: string, rows: string, known: string | undefined): boolean {
  const first = rows.slice(0, endOfLine(rows, 0));
  const delimiter = known ?? detectDelimiter(first) ?? " ";
  const cells = splitLine(first, delimiter);
  return cells.every((cell) => Number.isFinite(Number(cell))) && splitLine(names, delimiter).length === cells.length;
}

/** The text with a tab in place of blanks between cells, and without blanks at the ends of lines; quoted cells stay. */
export function spacesToTabs(text: string): string {
  // A pattern that ends with $ would search a run of blanks once from each of them.
  return text.replace(/"[^"]*"|[ \t]+/g, (part, start: number) => {
    if (part.startsWith('"')) return part;
    const isOutside = [text[start - 1], text[start + part.length]].some((beside) => (beside ?? "\n") === "\n");
    return isOutside ? "" : "\t";
  });
}

/** Quoted cells do not count; they may contain line ends. */
function detectDelimiter(line: string): string | undefined {
  const unquoted = line.replace(/"[^"]*"/g, "");
  const countOf = (delimiter: string) => unquoted.split(delimiter).length - 1;
  const [best] = DELIMITERS.map((delimiter) => ({ delimiter, count: countOf(delimiter) })).toSorted(
    (a, b) => b.count - a.count,
  );
  return best.count > 0 ? best.delimiter : undefined;
}

/** Whether the first lines have the same number of words, of which there are several; R writes one fewer in the line of names. */
function isSpaced(text: string): boolean {
  const counts: number[] = [];
  for (let start = 0, line = 0; start < text.length && line < SAMPLE_LINES; line++) {
    const end = endOfLine(text, start);
    const words = text.slice(start, end).trim();
    if (words !== "") counts.push(splitLine(words, " ").length);
    start = end + 1;
  }
  const [names, first] = counts;
  return names > 1 && (first === names || first === names + 1) && counts.slice(1).every((count) => count === first);
}

function splitLine(line: string, delimiter: string): string[] {
  if (delimiter !== " ") return line.split(delimiter);
  return line
    .trim()
    .replace(/"[^"]*"/g, "x")
    .split(/[ \t]+/);
}

function endOfLine(text: string, start: number): number {
  const end = text.indexOf("\n", start);
  return end < 0 ? text.length : end;
}

/** The end of the line that begins at `start`; a line end inside quotes does not count. */
export function endOfRecord(text: string, start: number): number {
  for (let i = start; i < text.length; i++) {
    if (text[i] === "\n") return i;
    if (text[i] === '"') i = Math.max(i, text.indexOf('"', i + 1));
  }
  return text.length;
}
