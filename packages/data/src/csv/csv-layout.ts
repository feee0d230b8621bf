/** How a CSV file is laid out: lines above the column names, and the text between two cells. */

/** CSV text that begins with the column names, but for blank lines. */
export interface CsvLayout {
  /** Lines above the names are blank, so that every line keeps its number. */
  readonly text: string;
  /** The tab if the cells are separated by white space, which `spacesToTabs` replaces. */
  readonly delimiter: string;
  /** Whether the cells are separated by white space. */
  readonly isSpaced: boolean;
  /** Number of comment lines above the names. */
  readonly commentLines: number;
}

const DELIMITERS = [",", ";", "\t", "|"] as const;
/** Lines that must agree on the number of cells before blanks count as delimiters. */
const SAMPLE_LINES = 20;
const SEPARATOR_LINE = /^sep=(\S|\t)[ \r]*$/i;

/**
 * The layout of `text`, whose lines end with LF. A first line `sep=;`, as spreadsheets write it, names the delimiter; lines that
 * begin with # above the names are comments. The delimiter is the one of `,` `;` the tab and `|` that occurs most often in
 * the line of names; if there is none, and all lines have the same number of words, it is white space.
 *
 * @param given the delimiter, if it is known; " " stands for white space.
 */
export function detectCsvLayout(text: string, given?: string): CsvLayout {
  let start = 0;
  let blankLines = 0;
  let commentLines = 0;
  let separator: string | undefined;
  let lastComment = "";
  for (;;) {
    const end = endOfLine(text, start);
    const line = text.slice(start, end);
    const named = blankLines === 0 ? SEPARATOR_LINE.exec(line)?.[1] : undefined;
    const isComment = line.startsWith("#");
    if (end === text.length || !(named || isComment || line.trim() === "")) break;
    separator ??= named;
    if (isComment) {
      commentLines += 1;
      lastComment = line;
    }
    blankLines += 1;
    start = end + 1;
  }
  const known = given ?? separator;
  const names = lastComment.replace(/^#\s*/, "");
  if (commentLines > 0 && isLineOfNames(names, text.slice(start), known)) {
    const body = `${"\n".repeat(blankLines - 1)}${names}\n${text.slice(start)}`;
    return { ...separate(body, names, known), commentLines: commentLines - 1 };
  }
  const rest = start === 0 ? text : "\n".repeat(blankLines) + text.slice(start);
  return { ...separate(rest, text.slice(start, endOfRecord(text, start)), known), commentLines };
}

/** NumPy comments out the line of names as well: it has as many cells as the numbers below it. */
function isLineOfNames(names: string, rows: string, known: string | undefined): boolean {
  const first = rows.slice(0, endOfLine(rows, 0));
  const delimiter = known ?? detectDelimiter(first) ?? " ";
  const cells = splitLine(first, delimiter);
  return cells.every((cell) => Number.isFinite(Number(cell))) && splitLine(names, delimiter).length === cells.length;
}

function separate(text: string, names: string, known: string | undefined): Omit<CsvLayout, "commentLines"> {
  const delimiter = known ?? detectDelimiter(names) ?? (isSpaced(text) ? " " : ",");
  const hasSpaces = delimiter === " ";
  return { text, delimiter: hasSpaces ? "\t" : delimiter, isSpaced: hasSpaces };
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
