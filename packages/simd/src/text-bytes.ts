/**
 * Bytes as printable text for a source file. A module in base64 or hexadecimal takes gzip up to twice as many bytes as the module
 * itself, since it hides from it what the modules have in common, or moves it out of its reach; so each byte stays one character.
 */

/** The bytes are turned by this first, so that fewer of those that a module has many of are long. */
const TURN = 8;
/** Bytes below this become the characters from the space on, which take one byte of UTF-8; the others those from ¡ on, which take two. */
const SHORT = 95;
const SPACE = 32;
const BEHIND_CONTROLS = 161;

export function bytesToText(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => {
    const turned = (byte + TURN) % 256;
    return String.fromCharCode(turned < SHORT ? turned + SPACE : turned - SHORT + BEHIND_CONTROLS);
  }).join("");
}

/** The bytes that `bytesToText` was given. */
export function textToBytes(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < bytes.length; i++) {
    const code = text.charCodeAt(i);
    // What is stored of a number is its rest modulo 256.
    bytes[i] = (code < BEHIND_CONTROLS ? code - SPACE : code - BEHIND_CONTROLS + SHORT) - TURN;
  }
  return bytes;
}
