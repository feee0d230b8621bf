/**
 * Counts the frames that a client sends beside whole messages: fragments, which are only a part of a message (RFC 6455, §5.4), and
 * control frames such as pings (§5.5). `ws` reports neither the fragments nor their number, and each costs as much as a message.
 */

const FIN = 0x80;
const OPCODE = 0x0f;
const CONTROL = 0x08;
const MASKED = 0x80;
const MASK_BYTES = 4;

/** Returns a function that takes the next bytes of the connection and returns how many of these frames begin in them. */
export function createExtraFrameCounter(): (bytes: Uint8Array) => number {
  /** The bytes until the next header. */
  let payload = 0;
  /** The position in a header: its first byte, its second one, or in the length that follows. */
  let field: "first" | "second" | "length" = "first";
  let lengthBytes = 0;
  let lengthSoFar = 0;
  let maskBytes = 0;

  return (bytes) => {
    let count = 0;
    for (let i = 0; i < bytes.length; i++) {
      const byte = bytes[i]!;
      if (payload > 0) {
        const skipped = Math.min(payload, bytes.length - i);
        payload -= skipped;
        i += skipped - 1;
      } else if (field === "first") {
        if ((byte & FIN) === 0 || (byte & OPCODE) === 0 || (byte & CONTROL) !== 0) count += 1;
        field = "second";
      } else if (field === "second") {
        maskBytes = (byte & MASKED) === 0 ? 0 : MASK_BYTES;
        const length = byte & ~MASKED;
        lengthBytes = length === 126 ? 2 : length === 127 ? 8 : 0;
        field = lengthBytes === 0 ? "first" : "length";
        payload = lengthBytes === 0 ? length + maskBytes : 0;
        lengthSoFar = 0;
      } else {
        lengthSoFar = lengthSoFar * 256 + byte;
        lengthBytes -= 1;
        if (lengthBytes === 0) {
          payload = lengthSoFar + maskBytes;
          field = "first";
        }
      }
    }
    return count;
  };
}
