/**
 * The lines above the names of the columns of CSV: blank lines, comments, which begin with #, and a first line `sep=;`, by which
 * spreadsheets name the delimiter. They are dropped as they come, so that any number of them takes no memory.
 */

export interface LinesAbove {
  /** The number of lines so far. */
  readonly count: number;
  /** The number of those that are comments. */
  readonly comments: number;
  /** The text of the last comment, without its #; undefined if there is none, or if it is too long to be names. */
  readonly lastComment: string | undefined;
  /** The delimiter that the first line names, if it does. */
  readonly separator: string | undefined;
  /** The rest of the next text, from the line of names on; empty until that line has begun. Line ends are LF. */
  skip(text: string): string;
  /** At the end of the texts: a last line without a line end, if it was not returned yet. */
  end(): string;
}

const HASH = 35;
const SEPARATOR_LINE = /^sep=(\S|\t)[ \r]*$/i;
/** The characters of a longer comment are not kept. */
const MAX_COMMENT = 2 ** 24;
/** A longer line is that of the names, even if it begins with white space. */
const MAX_BLANK = 2 ** 16;

export function createLinesAbove(): LinesAbove {
  let [count, comments] = [0, 0];
  let comment: string | undefined;
  let separator: string | undefined;
  let isBelow = false;
  /** The beginning of a line that has not ended, and whether that is a comment. */
  let begun = "";
  let isComment = false;

  function addComments(added: number, last: string): void {
    count += added;
    comments += added;
    comment = last.length > MAX_COMMENT ? undefined : last;
  }

  /** The index after a comment that has begun in an earlier text; −1 if it does not end in this one. */
  function endComment(text: string): number {
    const end = text.indexOf("\n");
    if (begun.length <= MAX_COMMENT) begun += text.slice(0, end < 0 ? text.length : end);
    if (end < 0) return -1;
    addComments(1, begun);
    return end + 1;
  }

  /** The index of the line of names, or of the last line if that has not ended. */
  function skipLines(text: string, first: number): number {
    let start = first;
    for (;;) {
      let last = start;
      let added = 0;
      let end = text.indexOf("\n", start);
      for (; end >= 0 && text.charCodeAt(start) === HASH; end = text.indexOf("\n", start)) {
        last = start;
        start = end + 1;
        added += 1;
      }
      if (added > 0) addComments(added, text.slice(last, start - 1));
      if (end < 0) return start;
      const line = text.slice(start, end);
      const named = count === 0 ? SEPARATOR_LINE.exec(line)?.[1] : undefined;
      isBelow = named === undefined && line.trim() !== "";
      if (isBelow) return start;
      separator ??= named;
      count += 1;
      start = end + 1;
    }
  }

  return {
    get count() {
      return count;
    },
    get comments() {
      return comments;
    },
    get lastComment() {
      return comment?.replace(/^#\s*/, "");
    },
    get separator() {
      return separator;
    },
    skip(piece) {
      if (isBelow) return piece;
      const text = isComment ? piece : begun + piece;
      const first = isComment ? endComment(piece) : 0;
      if (first < 0) return "";
      const rest = text.slice(skipLines(text, first));
      isComment = rest.charCodeAt(0) === HASH;
      isBelow ||= rest.length > MAX_BLANK && !isComment;
      begun = isBelow ? "" : rest;
      return isBelow ? rest : "";
    },
    end: () => begun,
  };
}
