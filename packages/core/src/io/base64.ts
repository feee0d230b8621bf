/** Base64: three bytes as four characters that survive any text. RFC 4648, §4. */

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const PADDING = "=".charCodeAt(0);
const CODES = Uint8Array.from(ALPHABET, (character) => character.charCodeAt(0));
/** The value of each character; 255 if it is not in the alphabet. */
const VALUES = new Uint8Array(128).fill(255);
CODES.forEach((code, value) => (VALUES[code] = value));

/** Arguments per call: more would overflow the stack. */
const CHUNK = 8192;

/** Encodes with padding: the length is a multiple of 4. */
export function encodeBase64(bytes: Uint8Array): string {
  const rest = bytes.length % 3;
  const whole = bytes.length - rest;
  const codes = new Uint8Array(4 * Math.ceil(bytes.length / 3));
  let to = 0;
  function write(first: number, second: number, third: number): void {
    const group = (first << 16) | (second << 8) | third;
    codes[to++] = CODES[group >> 18];
    codes[to++] = CODES[(group >> 12) & 63];
    codes[to++] = CODES[(group >> 6) & 63];
    codes[to++] = CODES[group & 63];
  }
  for (let i = 0; i < whole; i += 3) write(bytes[i], bytes[i + 1], bytes[i + 2]);
  if (rest > 0) {
    write(bytes[whole], rest === 2 ? bytes[whole + 1] : 0, 0);
    codes.fill(PADDING, codes.length - (3 - rest));
  }
  let text = "";
  for (let i = 0; i < codes.length; i += CHUNK) {
    // `apply`, since spreading a typed array takes four times as long.
    text += String.fromCharCode.apply(undefined, codes.subarray(i, i + CHUNK) as unknown as number[]);
  }
  return text;
}

/**
 * The inverse of `encodeBase64`.
 * @param where starts the error messages, such as `snapshotFromJson: parameters`.
 * @throws RangeError when `encodeBase64` cannot have written the text.
 */
export function decodeBase64(text: string, where: string): Uint8Array {
  if (text.length % 4 !== 0)
    throw new RangeError(`${where}: expected base64, a multiple of 4 characters, got ${text.length}`);
  const padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
  const length = text.length - padding;
  const bytes = new Uint8Array((3 * text.length) / 4 - padding);

  function valueAt(i: number): number {
    if (i >= length) return 0;
    const code = text.charCodeAt(i);
    const value = code < VALUES.length ? VALUES[code] : 255;
    if (value === 255) throw new RangeError(`${where}: expected base64, got "${text[i]}" at index ${i}`);
    return value;
  }

  let group = 0;
  for (let i = 0, to = 0; i < length; i += 4, to += 3) {
    group = (valueAt(i) << 18) | (valueAt(i + 1) << 12) | (valueAt(i + 2) << 6) | valueAt(i + 3);
    bytes[to] = group >> 16;
    // Writes beyond the end of a typed array have no effect.
    bytes[to + 1] = group >> 8;
    bytes[to + 2] = group;
  }
  // An encoder leaves the unused bits of the last group 0.
  const unused = padding === 2 ? 0xffff : padding === 1 ? 0xff : 0;
  if ((group & unused) !== 0) throw new RangeError(`${where}: expected base64, got nonzero unused bits at its end`);
  return bytes;
}
