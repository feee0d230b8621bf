/** Cuts the text of a JSON list between two of its elements, so that no more than a part of it is parsed at once. */

/** Characters of a part: many rows, but so few that the memory of their values is soon used again. */
const PART_LENGTH = 2 ** 16;
/** A longer part has an element that is no row of a table. */
const MAX_LENGTH = 2 ** 26;

const [QUOTE, COMMA, BACKSLASH] = [0x22, 0x2c, 0x5c];
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];

/**
 * JSON texts of lists that together have the elements of the list. All parts are valid JSON if, and only if, the whole is.
 *
 * @param texts whose first character that is no white space is `[`.
 * @param where starts the messages of errors.
 * @param partLength the least number of characters of a part, but for the last one. Default 65,536.
 * @throws RangeError when an element is too long, TypeError when there is text after the list.
 */
export async function* splitList(
  texts: AsyncIterable<string>,
  where: string,
  partLength: number = PART_LENGTH,
): AsyncGenerator<string, void> {
  let part: string[] = [];
  let length = 0;
  let depth = 0;
  let isFirst = true;
  let isString = false;
  let isEscaped = false;
  let hasEnded = false;
  /** The part that ends with `text`, as a list. A comma must be followed by an element: after one, no list is empty. */
  const endPart = (text: string, close: string): string => {
    const elements = part.join("") + text;
    const isMissing = !isFirst && elements.trim() === "";
    part = [];
    length = 0;
    isFirst = false;
    return `[${isMissing ? "," : elements}${close}`;
  };
  for await (const text of texts) {
    let start = 0;
    for (let i = 0; i < text.length && !hasEnded; i++) {
      const code = text.charCodeAt(i);
      if (isString) {
        if (isEscaped) isEscaped = false;
        else if (code === BACKSLASH) isEscaped = true;
        else isString = code !== QUOTE;
      } else if (code === QUOTE) isString = true;
      else if (code === OPEN_LIST || code === OPEN_OBJECT) {
        depth += 1;
        if (depth === 1) start = i + 1;
      } else if (code === CLOSE_LIST || code === CLOSE_OBJECT) {
        depth -= 1;
        hasEnded = depth === 0;
        if (!hasEnded) continue;
        yield endPart(text.slice(start, i), text[i]);
        start = i + 1;
      } else if (code === COMMA && depth === 1 && length + i - start >= partLength) {
        yield endPart(text.slice(start, i), "]");
        start = i + 1;
      }
    }
    const rest = text.slice(start);
    if (hasEnded && /[^ \t\n\r]/.test(rest)) throw new TypeError(`${where}: invalid JSON: text after the list`);
    if (hasEnded) continue;
    part.push(rest);
    length += rest.length;
    if (length > MAX_LENGTH)
      throw new RangeError(`${where}: expected rows of at most ${MAX_LENGTH} characters, got more`);
  }
  if (!hasEnded) yield endPart("", "");
}
