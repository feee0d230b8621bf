/**
 * Bytes as printable text for a source file, one character for each byte. Base64 or hexadecimal would take up to twice as many
 * bytes after gzip, which then no longer sees what the modules have in common.
 */

/** Bytes are rotated by this number first, so that most bytes of a module become short codes. */
const ROTATION = 8;
/** Codes below this become characters from the space on, one byte of UTF-8; the others characters from ¡ on, two bytes. */
const SHORT_CODES = 95;
const FIRST_SHORT = 32;
const FIRST_LONG = 161;

export function bytesToText(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => {
    const code = (byte + ROTATION) % 256;
    return String.fromCharCode(code < SHORT_CODES ? code + FIRST_SHORT : code - SHORT_CODES + FIRST_LONG);
  }).join("");
}

/** The bytes of a text that `bytesToText` made. */
export function textToBytes(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < bytes.length; i++) {
    const character = text.charCodeAt(i);
    const code = character < FIRST_LONG ? character - FIRST_SHORT : character - FIRST_LONG + SHORT_CODES;
    bytes[i] = code - ROTATION; // stored modulo 256
  }
  return bytes;
}
