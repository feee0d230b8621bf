/** What other programs may have written, so that it need not be JSON. */

/** JSON as an object; without fields if it is none. */
export function parseObject(text: string): object {
  try {
    return Object(JSON.parse(text)) as object;
  } catch {
    return {};
  }
}
