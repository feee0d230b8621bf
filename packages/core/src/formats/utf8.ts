/** UTF-8 without platform APIs: the language itself has it only in `encodeURIComponent`. */

/** A lone surrogate becomes U+FFFD. */
export function encodeUtf8(text: string): Uint8Array {
  const escaped = encodeURIComponent(text.toWellFormed());
  const bytes = new Uint8Array(escaped.length);
  let length = 0;
  for (let i = 0; i < escaped.length; i++) {
    const isEscape = escaped[i] === "%";
    bytes[length++] = isEscape ? Number.parseInt(escaped.slice(i + 1, i + 3), 16) : escaped.charCodeAt(i);
    if (isEscape) i += 2;
  }
  return bytes.slice(0, length);
}

/** Bytes per call: each becomes a text of its own for a moment. */
const CHUNK = 4096;

/** @throws URIError when the bytes are not UTF-8. */
export function decodeUtf8(bytes: Uint8Array): string {
  let text = "";
  for (let start = 0, end = 0; start < bytes.length; start = end) {
    end = Math.min(start + CHUNK, bytes.length);
    // A character has at most three bytes after its first, each from 0x80 to 0xbf.
    for (let i = 0; i < 3 && end < bytes.length && (bytes[end] & 0xc0) === 0x80; i++) end += 1;
    const escapes = Array.from(bytes.subarray(start, end), (byte) => `%${byte.toString(16).padStart(2, "0")}`);
    text += decodeURIComponent(escapes.join(""));
  }
  return text;
}
