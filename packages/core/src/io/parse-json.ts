/** Parses JSON text that may come from an untrusted file or client, within limits. */
import { hideControls } from "../spec/show-value.ts";

/** Limits on JSON text, checked before it is parsed. */
export interface JsonLimits {
  /** Maximum length in UTF-16 code units. Default: none. */
  readonly maxLength?: number;
  /** Maximum depth of lists and objects inside one another. Default 64. */
  readonly maxDepth?: number;
  /** Maximum number of values: list elements, properties' values and the whole. Default: none. */
  readonly maxValues?: number;
  /** Maximum number of lists and objects, which take far more memory than numbers. Default: none. */
  readonly maxContainers?: number;
  /** Maximum number of strings, names of properties among them: different ones take far longer than numbers. Default: none. */
  readonly maxStrings?: number;
}

const [QUOTE, COMMA, BACKSLASH] = [0x22, 0x2c, 0x5c];
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];

/**
 * `JSON.parse` for untrusted text. One scan checks the limits first, since a parser takes seconds for
 * megabytes of `[`, and memory many times the length of a text of small values.
 *
 * @param where starts the error messages, such as `parseModel`.
 * @throws RangeError when the text exceeds a limit, TypeError when it is not JSON.
 */
export function parseJson(text: string, where: string, limits: JsonLimits = {}): unknown {
  checkLimits(text, where, limits);
  try {
    return JSON.parse(text);
  } catch (error) {
    // The message quotes the text.
    const message = hideControls((error as Error).message);
    throw new TypeError(`${where}: invalid JSON: ${message}`, { cause: error });
  }
}

/** After the first error of invalid JSON, where parsing ends, its counts may be wrong. */
function checkLimits(
  text: string,
  where: string,
  {
    maxLength = Infinity,
    maxDepth = 64,
    maxValues = Infinity,
    maxContainers = Infinity,
    maxStrings = Infinity,
  }: JsonLimits,
): void {
  if (text.length > maxLength)
    throw new RangeError(`${where}: expected JSON of at most ${maxLength} characters, got ${text.length}`);
  let depth = 0;
  let values = 1;
  let containers = 0;
  let strings = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    let excess: string | undefined;
    if (code === QUOTE) {
      if (++strings > maxStrings) excess = `of at most ${maxStrings} strings`;
      else i = skipString(text, i);
    } else if (code === COMMA) values += 1;
    else if (code === CLOSE_LIST || code === CLOSE_OBJECT) depth -= 1;
    else if (code === OPEN_LIST || code === OPEN_OBJECT) {
      // Its first element or property; an empty one counts as well.
      values += 1;
      if (++depth > maxDepth) excess = `at most ${maxDepth} levels deep`;
      else if (++containers > maxContainers) excess = `of at most ${maxContainers} lists and objects`;
    }
    if (values > maxValues) excess ??= `of at most ${maxValues} values`;
    if (excess) throw new RangeError(`${where}: expected JSON ${excess}, got more at position ${i}`);
  }
}

/** The position of the quote that closes the string whose opening quote is at `start`; the text's length if none does. */
export function skipString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let first = end;
    while (text.charCodeAt(first - 1) === BACKSLASH) first -= 1;
    if ((end - first) % 2 === 0) return end;
  }
  return text.length;
}
