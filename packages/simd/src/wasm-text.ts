/**
 * Bytes as printable text for a source file, one character for each byte. Base64 or hexadecimal would take up to twice as many
 * bytes after gzip, which then no longer sees what the modules have in common.
 *
 * A byte becomes a code, and a code below 95 a character from the space on, which takes one byte of UTF-8; the other codes
 * become characters from ¡ on, which take two. The codes are chosen so that the bytes that modules use most are short.
 */

const SHORT_CODES = 95;
const FIRST_SHORT = 32;
const FIRST_LONG = 161;

/** Codes begin with the byte −4, so that the prefix of SIMD instructions is short; 28 rarely used bytes move behind the short ones. */
const ROTATION = 4;
const RARE = 72;
const RARE_COUNT = 28;

export function bytesToText(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => {
    const rotated = (byte + ROTATION) % 256;
    let code = rotated;
    if (rotated >= RARE && rotated < RARE + RARE_COUNT) code = rotated - RARE + SHORT_CODES;
    else if (rotated >= RARE && rotated < SHORT_CODES + RARE_COUNT) code = rotated - RARE_COUNT;
    return String.fromCharCode(code < SHORT_CODES ? code + FIRST_SHORT : code - SHORT_CODES + FIRST_LONG);
  }).join("");
}

/** The bytes of a text that `bytesToText` made. */
export function textToBytes(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < bytes.length; i++) {
    const character = text.charCodeAt(i);
    let code = character < FIRST_LONG ? character - FIRST_SHORT : character - FIRST_LONG + SHORT_CODES;
    if (code >= RARE && code < SHORT_CODES) code += RARE_COUNT;
    else if (code >= SHORT_CODES && code < SHORT_CODES + RARE_COUNT) code += RARE - SHORT_CODES;
    bytes[i] = code - ROTATION; // stored modulo 256
  }
  return bytes;
}
