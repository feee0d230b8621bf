/**
 * Bytes as printable text for a source file. A module in base64 or hexadecimal takes gzip up to twice as many bytes as the module
 * itself, since it hides from it what the modules have in common, or moves it out of its reach; so each byte stays one character.
 */

/** Bytes below this become the characters from the space on, which take one byte of UTF-8; the others those from ¡ on, which take two. */
const SHORT = 95;
const SPACE = 32;
const BEHIND_CONTROLS = 161;

export function bytesToText(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) =>
    String.fromCharCode(byte < SHORT ? byte + SPACE : byte - SHORT + BEHIND_CONTROLS),
  ).join("");
}

/** The bytes that `bytesToText` was given. */
export function textToBytes(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length: text.length }, (_, i) => {
    const code = text.charCodeAt(i);
    return code < BEHIND_CONTROLS ? code - SPACE : code - BEHIND_CONTROLS + SHORT;
  });
}
